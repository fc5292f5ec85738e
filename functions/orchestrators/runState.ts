import type { OrchestrationContext } from 'durable-functions';
import type { RunState } from '../../shared/export/run.ts';

/** A run that is submitted anew for days must not outgrow what a custom status may hold. */
const MOST_PHASES = 40;

/** Says where the run is, and notes since when: the custom status is what callers see of it. */
export function enter(context: OrchestrationContext, state: RunState, news: Partial<RunState>): void {
  const { phases = [] } = state;
  if (news.phase !== undefined && news.phase !== phases.at(-1)?.phase) {
    const enteredAt = context.df.currentUtcDateTime.toISOString();
    state.phases = [...phases, { phase: news.phase, enteredAt }].slice(-MOST_PHASES);
  }
  context.df.setCustomStatus(Object.assign(state, news));
}
