import type { Failure } from '../../shared/errors.ts';
import { activities } from '../activities/index.ts';
import { runScheduledExports } from './exportLane.ts';
import { orchestrator } from './orchestrator.ts';
import { endedBy, passSteps } from './pass.ts';
import { runsAt } from './version.ts';

interface Pass {
  /** When this pass began; what was asked since then is not asked again in it. */
  passStartedAt?: string;
  asked?: number;
}

type Discovery = { asked: number; announced: number } | { asked: number; error: Failure };

/**
 * Finds the invoices of which something is missing and exports it, round by round until nothing is due. A singleton:
 * the timer starts it under one id, so two firings make one pass.
 */
export const discoveryPass = orchestrator<Pass, Discovery>('discoveryPass', function* (context, pass) {
  const passStartedAt = pass.passStartedAt ?? context.df.currentUtcDateTime.toISOString();
  const asked = pass.asked ?? 0;
  const step = passSteps(context);
  try {
    const { due } = yield* step(() =>
      activities.findDue.call(context, { passStartedAt, first: pass.passStartedAt === undefined }),
    );
    if (due.length === 0) {
      const { announced } = yield* step(() => activities.announceMissing.call(context, {}));
      if (runsAt(context, '1.1')) yield* step(() => activities.checkInvoices.call(context, {}));
      return { asked, announced };
    }
    const ends = yield* runScheduledExports(context, due);
    const answered = due.flatMap((scheduled, index) => {
      const end = ends[index];
      return end ? [{ scheduled, end }] : [];
    });
    yield* step(() => activities.rememberEnds.call(context, { asked: answered, passStartedAt }));
    context.df.continueAsNew({ passStartedAt, asked: asked + answered.length });
    return { asked, announced: 0 };
  } catch (error) {
    return { asked, error: endedBy(context, 'discoveryStopped', error) };
  }
});
