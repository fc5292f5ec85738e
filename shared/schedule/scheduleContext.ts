import type { Instances } from '../durable/instances.ts';
import type { LogSink } from '../log.ts';
import type { Services } from '../services.ts';

/** What a piece of scheduled work gets: unlike a step of an export it belongs to no run. */
export interface ScheduleContext {
  services: Services;
  instances: Instances;
  log: LogSink;
}
