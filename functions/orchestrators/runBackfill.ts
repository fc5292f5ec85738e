import { BACKFILL_ORCHESTRATOR, type Backfill } from '../../shared/schedule/backfill.ts';
import type { ScheduledEnd } from '../../shared/schedule/scheduledExport.ts';
import { runScheduledExports } from './exportLane.ts';
import { orchestrator } from './orchestrator.ts';

/** Runs the exports of a backfill, a few at a time. */
export const runBackfill = orchestrator<Backfill, { ended: ScheduledEnd[] }>(
  BACKFILL_ORCHESTRATOR,
  function* (context, backfill) {
    const scheduled = backfill.exports.map(({ request }) => ({ request }));
    return { ended: yield* runScheduledExports(context, scheduled) };
  },
);
