import { logLine } from '../../shared/log.ts';
import { timer } from './timer.ts';

/** Daily, at an hour when little else runs. Landed data is never deleted by this program; only the history of ended runs is. */
const SCHEDULE = '0 15 3 * * *';

timer('purgeHistory', SCHEDULE, async ({ settings, clock }, instances, context) => {
  const createdBefore = new Date(clock.now().getTime() - settings.historyRetentionMs);
  const purged = await instances.purgeEnded(createdBefore);
  context.log(logLine('historyPurged', { purged, createdBefore: createdBefore.toISOString() }));
});
