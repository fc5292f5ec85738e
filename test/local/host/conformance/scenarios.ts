import type { Script, Stage } from './play.ts';
import {
  changedCode,
  continuedAsNew,
  continuedAsNewSafely,
  events,
  killed,
  large,
  lifecycle,
  startRace,
  terminatedChild,
} from './scripts.ts';
import type { TracedInstance } from './trace.ts';

export interface Scenario {
  name: string;
  clock: 'virtual' | 'real';
  play: Script;
  /** Tasks run side by side: the order in which they ended is chance. */
  isParallel(instance: TracedInstance): boolean;
}

async function startAndWait(stage: Stage, ms = 60_000): Promise<[]> {
  await stage.startAll();
  await stage.rig.pass(ms);
  return [];
}

const scenario = (name: string, options: Partial<Omit<Scenario, 'name'>> = {}): Scenario => ({
  name,
  clock: 'virtual',
  play: startAndWait,
  isParallel: () => false,
  ...options,
});

const all = () => true;

const ids =
  (...prefixes: string[]) =>
  ({ instanceId }: TracedInstance) =>
    prefixes.some((prefix) => instanceId.startsWith(prefix));

export const scenarios: Scenario[] = [
  scenario('a_sequence'),
  scenario('a_values'),
  scenario('a_inputs'),
  scenario('b_fan', { isParallel: all }),
  scenario('c_poll'),
  scenario('d_failures'),
  scenario('e_retry', { isParallel: ids('e-retryAll') }),
  scenario('f_allFail', { isParallel: all }),
  scenario('g_subs', { isParallel: ids('g-subAll') }),
  scenario('g_subs2', { play: terminatedChild, isParallel: ids('g-subSameId') }),
  scenario('h_can', { play: continuedAsNew }),
  scenario('h_canFix', { play: continuedAsNewSafely }),
  scenario('i_events', { play: events }),
  scenario('j_lifecycle', { play: lifecycle }),
  scenario('j_race', { play: startRace }),
  // The timer loses against an activity that takes real time.
  scenario('k_openTasks', { clock: 'real', play: (stage) => startAndWait(stage, 3000) }),
  scenario('l_unknown'),
  scenario('m_big', { isParallel: all }),
  scenario('n_nondet', { play: changedCode }),
  scenario('o_kill', { play: killed, isParallel: all }),
  scenario('p_large', { play: large }),
  scenario('q_hazards', { isParallel: ids('q-windowAny') }),
  scenario('t_timers', { isParallel: ids('t-replayFlag') }),
];
