import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { EXPORT_ORCHESTRATOR, queuedInstance, runOf } from '../durable/exportInstance.ts';
import { type Instance, type Instances, isActive } from '../durable/instances.ts';
import { exportIdOf } from '../export/exportId.ts';
import { BILLED_KINDS } from '../export/kinds.ts';
import { type ExportRequest, isLegacyInvoice, parseExportRequest } from '../export/request.ts';
import type { ExportRun } from '../export/run.ts';
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

/**
 * Starts an export, or finds the one that is running already. Answers the instance to report; it may still be the one of an earlier run when
 * the backend has not caught up, so the id of the run that was started is answered with it.
 */
export async function startExport(
  instances: Instances,
  request: ExportRequest,
  settings: Pick<Settings, 'operationDeadlineMs'>,
  clock: Clock,
): Promise<Instance> {
  const exportId = exportIdOf(request);
  const existing = await instances.find(exportId);
  if (existing && isActive(existing)) return running(existing, request);

  const run: ExportRun = { exportId, runId: randomUUID(), request, operationDeadlineMs: settings.operationDeadlineMs };
  await instances.start(EXPORT_ORCHESTRATOR, exportId, run);
  const started = await instances.find(exportId);
  // The backend may still show the run before this one, or nothing.
  if (!started || (!isActive(started) && runOf(started)?.runId === (existing && runOf(existing)?.runId))) {
    return queuedInstance(run, clock.now());
  }
  return isActive(started) ? running(started, request) : started;
}

/** A forced run does more than an unforced one, so it must not be taken for done by it. */
function running(instance: Instance, request: ExportRequest): Instance {
  if (request.force && runOf(instance)?.request.force !== true) {
    throw new ApiProblem(409, 'ExportRunning', `${instance.id} is running without force; a forced run cannot join it.`);
  }
  return instance;
}
