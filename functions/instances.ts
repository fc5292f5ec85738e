import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import type { Clock } from '../shared/clock.ts';
import type { BackendLimits } from '../shared/durable/backendCalls.ts';
import { durableInstances, type Instances } from '../shared/durable/instances.ts';
import { statusQuery } from '../shared/durable/statusQuery.ts';

/** The input binding that a function needs for `instancesOf`. */
export const durableClient = df.input.durableClient();

/** The orchestration instances, for a function that has `durableClient` among its inputs. */
export function instancesOf(context: InvocationContext, clock: Clock, limits?: BackendLimits): Instances {
  const query = statusQuery(context.extraInputs.get(durableClient));
  return durableInstances({ client: df.getClient(context), query }, clock, limits);
}
