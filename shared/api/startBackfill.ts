import { type Instances, isActive } from '../durable/instances.ts';
import { faultsOf } from '../export/request.ts';
import { failureOf } from '../export/stop.ts';
import { BACKFILL_ORCHESTRATOR, type Backfill, planBackfill } from '../schedule/backfill.ts';
import { type BackfillRequest, backfillRequestSchema, MAX_INVOICES } from '../schedule/backfillRequest.ts';
import { isInRange } from '../schedule/invoiceWindow.ts';
import type { Services } from '../services.ts';
import { ApiProblem } from './problem.ts';

const LISTING_TIMEOUT_MS = 30_000;
const ASK_AGAIN_SECONDS = 60;

export function readBackfillRequest(body: unknown): BackfillRequest {
  const parsed = backfillRequestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiProblem(400, 'InvalidRequest', 'The request is not valid; `errors` lists every fault.', {
    errors: faultsOf(parsed.error),
  });
}

/** Plans a backfill: what it would export and what it has to refuse. Nothing is started. */
export async function planRequestedBackfill(
  services: Pick<Services, 'partnerCenter' | 'settings'>,
  request: BackfillRequest,
): Promise<Backfill> {
  const { settings } = services;
  const invoiceIds = request.invoiceIds ?? (await invoicesOfRange(services, request.from ?? '', request.to ?? ''));
  if (invoiceIds.length > MAX_INVOICES) {
    const message = `${invoiceIds.length} invoices are of these days; expected at most ${MAX_INVOICES}: name fewer days at a time`;
    throw new ApiProblem(400, 'InvalidRequest', 'The backfill would be too large; nothing was started.', {
      errors: [{ path: 'from', message }],
    });
  }
  const plan = planBackfill(request, invoiceIds, {
    kinds: settings.invoices.exports,
    attributeSet: settings.attributeSet,
  });
  if (plan.exports.length > 0) return plan;
  const path = request.invoiceIds ? 'invoiceIds' : 'from';
  const errors = plan.refused.map(({ invoiceId, message }) => ({ path, message: `${invoiceId}: ${message}` }));
  throw new ApiProblem(400, 'InvalidRequest', 'There is no invoice that can be exported; `errors` says why.', {
    errors: errors.length > 0 ? errors : [{ path, message: 'Partner Center lists no invoice of these days' }],
  });
}

/** Starts a backfill, or finds the one of the same request that is running already. */
export async function startBackfill(instances: Instances, backfill: Backfill): Promise<Backfill> {
  const existing = await instances.find(backfill.id);
  if (existing && isActive(existing)) return existing.input as Backfill;
  await instances.start(BACKFILL_ORCHESTRATOR, backfill.id, backfill);
  return backfill;
}

/** Numbers of the invoices of these days, as Partner Center lists them; a problem where it does not. */
export async function invoicesOfRange(
  { partnerCenter }: Pick<Services, 'partnerCenter'>,
  from: string,
  to: string,
): Promise<string[]> {
  const unavailable = (detail: string) =>
    new ApiProblem(503, 'PartnerCenterUnavailable', detail, { retryAfterSeconds: ASK_AGAIN_SECONDS });
  const timeout = AbortSignal.timeout(LISTING_TIMEOUT_MS);
  const listed = await partnerCenter.invoices(timeout).catch((error) => {
    if (timeout.aborted)
      throw unavailable('Partner Center did not list the invoices within 30 seconds; nothing was started.');
    throw error;
  });
  if (listed.stop === undefined) {
    return listed.invoices
      .filter((invoice) => isInRange(invoice, { from, to }))
      .map(({ id }) => id)
      .sort();
  }
  const failure = failureOf(listed);
  if (failure?.code === 'InvoicesForbidden') {
    throw new ApiProblem(503, 'InvoicesForbidden', `${failure.message}; name the invoices in invoiceIds instead.`);
  }
  throw unavailable(`${failure?.message ?? 'Partner Center did not list the invoices'}; nothing was started.`);
}
