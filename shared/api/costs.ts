import { z } from 'zod';
import { faultsOf } from '../export/request.ts';
import { ApiProblem } from './problem.ts';

const querySchema = z.strictObject({
  month: z.string('expected a month, YYYY-MM').regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'expected a month, YYYY-MM'),
  currency: z
    .string('expected an ISO 4217 code in capitals, such as EUR')
    .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code in capitals, such as EUR'),
});

/** Reads the query of `GET /api/costs`; the host's own parameters are not ours to judge. */
export function readCostsQuery(query: Record<string, string>): z.infer<typeof querySchema> {
  const { code: _code, clientId: _clientId, ...own } = query;
  const parsed = querySchema.safeParse(own);
  if (parsed.success) return parsed.data;
  throw new ApiProblem(400, 'InvalidRequest', 'The query is not valid; `errors` lists every fault.', {
    errors: faultsOf(parsed.error),
  });
}
