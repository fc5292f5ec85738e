import type { ScheduledEnd } from '../../shared/schedule/scheduledExport.ts';
import { activities } from '../activities/index.ts';
import { runScheduledExports } from './exportLane.ts';
import { orchestrator } from './orchestrator.ts';

/** Takes a fresh snapshot of the open data of every currency. A singleton, like discovery. */
export const unbilledPass = orchestrator<object, { ended: ScheduledEnd[] }>('unbilledPass', function* (context) {
  const { due } = yield* activities.findUnbilled.call(context, {});
  return { ended: yield* runScheduledExports(context, due) };
});
