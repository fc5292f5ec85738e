import { z } from 'zod';
import { startOf, statusOf } from '../durable/exportInstance.ts';
import type { Instance } from '../durable/instances.ts';
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

/** One page of exports, newest first by their start. */
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
  return { startedAtMs: startOf(instance).getTime(), id: instance.id };
}

function newestFirst(a: Keyset, b: Keyset): number {
  return b.startedAtMs - a.startedAtMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function writeToken({ startedAtMs, id }: Keyset): string {
  return Buffer.from(JSON.stringify([startedAtMs, id])).toString('base64url');
}

function readToken(token: string, context: z.RefinementCtx): Keyset {
  try {
    const [startedAtMs, id] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Number.isFinite(startedAtMs) && typeof id === 'string') return { startedAtMs, id };
  } catch {
    // Reported below like any other token that is not ours.
  }
  context.addIssue({ code: 'custom', message: 'expected the continuationToken of a nextLink, unchanged' });
  return z.NEVER;
}
