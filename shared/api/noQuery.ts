import { z } from 'zod';
import { faultsOf } from '../export/request.ts';
import { ApiProblem } from './problem.ts';

const noParameters = z.strictObject({});

/** Refuses what a list without parameters would ignore: its answer would be taken for the filtered one. The host's own are not ours to judge. */
export function refuseQuery(query: Record<string, string>): void {
  const { code: _code, clientId: _clientId, ...own } = query;
  const parsed = noParameters.safeParse(own);
  if (parsed.success) return;
  throw new ApiProblem(400, 'InvalidRequest', 'The query is not valid; `errors` lists every fault.', {
    errors: faultsOf(parsed.error),
  });
}
