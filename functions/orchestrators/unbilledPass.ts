import type { Failure } from '../../shared/errors.ts';
import type { ScheduledEnd } from '../../shared/schedule/scheduledExport.ts';
import { activities } from '../activities/index.ts';
import { runScheduledExports } from './exportLane.ts';
import { orchestrator } from './orchestrator.ts';
import { endedBy, passSteps } from './pass.ts';

type Snapshots = { ended: ScheduledEnd[] } | { ended: ScheduledEnd[]; error: Failure };

/** Takes a fresh snapshot of the open data of every currency. A singleton, like discovery. */
export const unbilledPass = orchestrator<object, Snapshots>('unbilledPass', function* (context) {
  const step = passSteps(context);
  try {
    const found = yield* step(() => activities.findUnbilled.call(context, {}));
    return { ended: yield* runScheduledExports(context, found.due) };
  } catch (error) {
    return { ended: [], error: endedBy(context, 'unbilledStopped', error) };
  }
});
