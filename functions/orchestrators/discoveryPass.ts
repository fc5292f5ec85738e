import type { Failure } from '../../shared/errors.ts';
import type { Step } from '../../shared/export/stop.ts';
import type { Round } from '../../shared/schedule/findDue.ts';
import { activities } from '../activities/index.ts';
import { runScheduledExports } from './exportLane.ts';
import { orchestrator } from './orchestrator.ts';
import { patiently } from './patiently.ts';

interface Pass {
  /** When this pass began; what was asked since then is not asked again in it. */
  passStartedAt?: string;
  asked?: number;
}

type Discovery = { asked: number; announced: number } | { asked: number; error: Failure };

const PATIENCE_MS = 3_600_000;

/**
 * Finds the invoices of which something is missing and exports it, round by round until nothing is due. A singleton: the timer starts it under one id, so two
 * firings make one pass.
 */
export const discoveryPass = orchestrator<Pass, Discovery>('discoveryPass', function* (context, pass) {
  const passStartedAt = pass.passStartedAt ?? context.df.currentUtcDateTime.toISOString();
  const asked = pass.asked ?? 0;
  const round: Step<Round> = yield* patiently(context, PATIENCE_MS, () =>
    activities.findDue.call(context, { passStartedAt }),
  );
  if (round.stop) {
    const error: Failure =
      'failure' in round
        ? round.failure
        : { code: 'PartnerCenterUnavailable', message: 'Partner Center did not answer.' };
    return { asked, error };
  }
  if (round.due.length === 0) {
    const { announced } = yield* activities.announceMissing.call(context, {});
    return { asked, announced };
  }
  const ends = yield* runScheduledExports(context, round.due);
  const answered = round.due.flatMap((scheduled, index) => {
    const end = ends[index];
    return end ? [{ scheduled, end }] : [];
  });
  yield* activities.rememberEnds.call(context, { asked: answered, passStartedAt });
  context.df.continueAsNew({ passStartedAt, asked: asked + answered.length });
  return { asked, announced: 0 };
});
