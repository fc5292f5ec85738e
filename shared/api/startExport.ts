import { randomUUID } from 'node:crypto';
import type { Instances } from '../durable/instances.ts';
import { type StartedRun, startRun } from '../durable/startRun.ts';
import { CodedError } from '../errors.ts';
import { exportIdOf } from '../export/exportId.ts';
import { BILLED_KINDS } from '../export/kinds.ts';
import { type ExportRequest, isLegacyInvoice, parseExportRequest } from '../export/request.ts';
import type { ExportRun } from '../export/run.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';
import { ApiProblem } from './problem.ts';

/** Reads the body of `POST /api/exports`, or refuses it with all its faults. */
export function readExportRequest(body: unknown, now: Date, settings: Pick<Settings, 'attributeSet'>): ExportRequest {
  const parsed = parseExportRequest(body, now, settings.attributeSet);
  if (parsed.ok) return parsed.request;
  const { kind, invoiceId } =
    typeof body === 'object' && body !== null ? (body as { kind?: unknown; invoiceId?: unknown }) : {};
  const isOnlyFault = parsed.faults.every(({ path }) => path === 'invoiceId');
  // Where no invoice belongs, a classic one is an unknown property like any other.
  if (BILLED_KINDS.some((billed) => billed === kind) && isLegacyInvoice(invoiceId) && isOnlyFault) {
    throw new ApiProblem(
      400,
      'LegacyInvoice',
      `${invoiceId} is a classic invoice; only new-commerce invoices (G…) can be exported.`,
      {
        errors: [{ path: 'invoiceId', message: 'expected a new-commerce invoice number, which begins with G' }],
      },
    );
  }
  throw new ApiProblem(400, 'InvalidRequest', 'The request is not valid; `errors` lists every fault.', {
    errors: parsed.faults,
  });
}

/** Starts the export that the body of `POST /api/exports` asks for, or joins the run of it that is active. */
export async function startExport(
  { settings, clock }: Pick<Services, 'settings' | 'clock'>,
  instances: Instances,
  body: unknown,
): Promise<StartedRun> {
  const request = readExportRequest(body, clock.now(), settings);
  const { operationDeadlineMs } = settings;
  const run: ExportRun = { exportId: exportIdOf(request), runId: randomUUID(), request, operationDeadlineMs };
  try {
    return await startRun(instances, run, () => clock.now());
  } catch (error) {
    if (error instanceof CodedError && error.code === 'ExportRunning') {
      throw new ApiProblem(409, error.code, error.message);
    }
    throw error;
  }
}
