import { z } from 'zod';
import { startOf, statusOf } from '../durable/exportInstance.ts';
import type { InstanceScan } from '../durable/instanceScan.ts';
import type { CreatedBetween, Instance, Instances } from '../durable/instances.ts';
import { kindOfExportId } from '../export/exportId.ts';
import { ALL_KINDS } from '../export/kinds.ts';
import { faultsOf } from '../export/request.ts';
import { EXPORT_STATUSES } from '../export/status.ts';
import { ApiProblem } from './problem.ts';

const words = <T extends string>(allowed: readonly T[]) =>
  z
    .string()
    .transform((text) => text.split(',').filter((word) => word !== ''))
    .pipe(z.array(z.enum(allowed, `expected some of ${allowed.join(', ')}, separated by commas`)).min(1));

const querySchema = z.strictObject({
  status: words(EXPORT_STATUSES).optional(),
  kind: words(ALL_KINDS).optional(),
  top: z
    .string()
    .regex(/^\d{1,4}$/, 'expected a whole number from 1 to 1000')
    .transform(Number)
    .refine((top) => top >= 1 && top <= 1000, 'expected a whole number from 1 to 1000')
    .default(50),
  continuationToken: z.string().transform(readToken).optional(),
});

export type ListQuery = z.infer<typeof querySchema>;

/** Where a page ended: the next one begins behind it. */
interface Keyset {
  startedAtMs: number;
  id: string;
}

export interface ExportPage {
  exports: Instance[];
  /** Token of the next page, if there is one. */
  continuationToken?: string;
}

/** Reads the query of `GET /api/exports`; the host's own parameters are not ours to judge. */
export function readListQuery(query: Record<string, string>): ListQuery {
  const { code: _code, clientId: _clientId, ...own } = query;
  const parsed = querySchema.safeParse(own);
  if (parsed.success) return parsed.data;
  throw new ApiProblem(400, 'InvalidRequest', 'The query is not valid; `errors` lists every fault.', {
    // A parameter holds a list, but it is the parameter that a caller has to correct.
    errors: faultsOf(parsed.error).map(({ path, message }) => ({ path: path.split('.')[0] ?? path, message })),
  });
}

/** The backend tells times in whole seconds, cut, and filters by the true ones. */
const STATUS_TIME_GRAIN_MS = 1_000;
const HOUR_MS = 3_600_000;
/** How far to look back for a page, one after the other, before everything is read. */
const SPANS_MS = [1, 3, 9, 27, 81].map((days) => days * 24 * HOUR_MS);
/** A run that waits for longer than this to begin stands in the list as if it had begun then: so what began late enough was created inside a span. */
const LATE_BY_AT_MOST_MS = HOUR_MS;
const ACTIVE: readonly string[] = ['queued', 'running'];

/**
 * Finds one page. The backend knows no order, can filter by the time of creation alone and answers a hundred at a time, so only as much of the past is asked for as
 * the page needs: what began in a span of time that holds more than a page comes before all that is older.
 */
export async function findPage(
  scan: InstanceScan,
  instances: Instances,
  query: ListQuery,
  now: Date,
): Promise<ExportPage> {
  if (query.status?.every((status) => ACTIVE.includes(status))) return pageOf(await scan.active(instances), query);
  const after = query.continuationToken;
  for (const spanMs of SPANS_MS) {
    const created = window(after, now, spanMs);
    const completeFromMs = created.from.getTime() + LATE_BY_AT_MOST_MS;
    const found = await scan.all(instances, created);
    const page = pageOf(
      found.filter((instance) => keyOf(instance).startedAtMs >= completeFromMs),
      query,
    );
    if (page.continuationToken) return page;
  }
  return pageOf(await scan.all(instances), query);
}

/** Begins at a whole hour, so that callers within seconds ask for the same. Its end allows for keys that were cut. */
function window(after: Keyset | undefined, now: Date, spanMs: number): CreatedBetween & { from: Date } {
  const endMs = after?.startedAtMs ?? now.getTime();
  const from = new Date(Math.floor((endMs - spanMs) / HOUR_MS) * HOUR_MS);
  return after ? { from, to: new Date(endMs + STATUS_TIME_GRAIN_MS) } : { from };
}

/** One page of these instances, newest first by their start. */
export function pageOf(instances: readonly Instance[], query: ListQuery): ExportPage {
  const { status, kind: kinds, top, continuationToken: after } = query;
  const matching = instances
    .filter(({ id }) => kindOfExportId(id) !== undefined)
    .map((instance) => ({ instance, kind: kindOfExportId(instance.id), key: keyOf(instance) }))
    .filter(({ instance }) => !status || status.includes(statusOf(instance)))
    .filter((one) => !kinds || (one.kind !== undefined && kinds.includes(one.kind)))
    .filter(({ key }) => !after || newestFirst(after, key) < 0)
    .sort((a, b) => newestFirst(a.key, b.key));
  const page = matching.slice(0, top);
  const last = page.at(-1);
  return {
    exports: page.map(({ instance }) => instance),
    ...(matching.length > top && last ? { continuationToken: writeToken(last.key) } : {}),
  };
}

function keyOf(instance: Instance): Keyset {
  const createdAtMs = instance.createdAt.getTime();
  // Not before its creation, whatever the clocks of two machines say.
  const startedAtMs = Math.max(createdAtMs, Math.min(startOf(instance).getTime(), createdAtMs + LATE_BY_AT_MOST_MS));
  return { startedAtMs, id: instance.id };
}

function newestFirst(a: Keyset, b: Keyset): number {
  return b.startedAtMs - a.startedAtMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function writeToken({ startedAtMs, id }: Keyset): string {
  return Buffer.from(JSON.stringify([startedAtMs, id])).toString('base64url');
}

/** The last moment of the year 9999: all beyond it, and all before 1970, no backend can be asked for. */
const LAST_MS = 253_402_300_799_999;

function readToken(token: string, context: z.RefinementCtx): Keyset {
  try {
    const [startedAtMs, id]: unknown[] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    const isTime = typeof startedAtMs === 'number' && startedAtMs >= 0 && startedAtMs <= LAST_MS;
    if (isTime && typeof id === 'string') return { startedAtMs, id };
  } catch {
    // Reported below like any other token that is not ours.
  }
  context.addIssue({ code: 'custom', message: 'expected the continuationToken of a nextLink, unchanged' });
  return z.NEVER;
}
