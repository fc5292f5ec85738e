import { logLine } from '../../shared/log.ts';
import { watchBroken } from '../../shared/schedule/watchBroken.ts';
import '../orchestrators/mendBroken.ts';
import { timer } from './timer.ts';

/** The backend reads all of the past for such a question, so it is asked four times an hour and not more often. */
const SCHEDULE = '0 7/15 * * * *';

timer('watchOrchestrations', SCHEDULE, async (_services, instances, context) => {
  const found = await watchBroken(instances);
  if (found > 0) context.log(logLine('brokenFound', { found }));
});
