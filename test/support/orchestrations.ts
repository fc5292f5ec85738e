import { useServices } from '../../functions/services.ts';
import { type RegisteredFunction, registeredFunctions } from '../../local/host/functionsCore.ts';
import { type Host, startHost } from '../../local/host/host.ts';
import type { HubEvent, WorkerDies } from '../../local/host/hub/hubEvents.ts';
import { VirtualClock } from '../../local/host/virtualClock.ts';
import { noMetrics } from '../../shared/report/runMetrics.ts';
import { createServices } from '../../shared/services.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

/** What an activity answers in the place of the real one, which `real` calls; `call` counts its calls from 1. */
export type AnswerOf = (input: never, call: number, real: () => unknown) => unknown;

/** The activity as it is. */
export const asItIs: AnswerOf = (_input, _call, real) => real();

export interface InstanceState {
  runtimeStatus: string;
  output: unknown;
  customStatus: unknown;
}

/** The program's orchestrators on the embedded engine in virtual time. Their activities are answered by the test: nothing else runs. */
export interface Orchestrations {
  clock: VirtualClock;
  /** Every call of an activity, in order. */
  calls: { name: string; input: never; atMs: number }[];
  answers: Record<string, AnswerOf>;
  /** In which turns the worker dies. */
  workerDies: WorkerDies;
  /** Every durable step. */
  events: HubEvent[];
  /** Fires a timer function. */
  fire(timer: string): Promise<void>;
  start(orchestrator: string, id: string, input: object): Promise<void>;
  find(id: string): Promise<InstanceState | undefined>;
  /** Starts an instance and lets time pass until it has ended, in steps of an hour. */
  run(orchestrator: string, id: string, input: object, mostHours?: number): Promise<InstanceState>;
  /** Lets time pass until it has ended. */
  untilEnded(id: string, mostHours?: number): Promise<InstanceState>;
  stop(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** One per test file. `version` is that of new instances. */
export async function startOrchestrations(
  version = '1.1',
  start = new Date('2026-06-15T06:00:00Z'),
): Promise<Orchestrations> {
  const directory = temporaryDirectory();
  const clock = new VirtualClock(start);
  const read = readSettings({ LANDING_STORAGE: 'UseDevelopmentStorage=true' });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  // Activities that are as they are speak to the durable backend only.
  useServices(
    createServices(read.settings, {
      clock: { now: () => clock.now(), sleep: async () => {} },
      credential: { getToken: async () => null },
      httpClient: { sendRequest: () => Promise.reject(new Error('There is no network.')) },
      metrics: noMetrics,
    }),
  );
  process.env['AzureWebJobs.watchOrchestrations.Disabled'] = 'true';
  const replaced = new Map<RegisteredFunction, RegisteredFunction['callback']>();
  const bed: Orchestrations = {
    clock,
    calls: [],
    answers: {},
    events: [],
    workerDies: () => false,
    async fire(timer) {
      const response = await fetch(`${host.url}/admin/functions/${timer}`, { method: 'POST', body: '{}' });
      if (response.status !== 202) throw new Error(`${timer}: ${response.status}`);
      await clock.advance(0);
    },
    async start(orchestrator, id, input) {
      const response = await fetch(`${host.url}/durabletask/orchestrators/${orchestrator}/${encodeURIComponent(id)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
    },
    async find(id) {
      const response = await fetch(`${host.url}/durabletask/instances/${encodeURIComponent(id)}`);
      return response.status === 404 ? undefined : ((await response.json()) as InstanceState);
    },
    async run(orchestrator, id, input, mostHours) {
      await bed.start(orchestrator, id, input);
      return bed.untilEnded(id, mostHours);
    },
    async untilEnded(id, mostHours = 24 * 30) {
      for (let hour = 0; hour <= mostHours; hour++) {
        await clock.advance(hour === 0 ? 0 : HOUR_MS);
        const found = await bed.find(id);
        if (found && ['Completed', 'Failed', 'Terminated'].includes(found.runtimeStatus)) return found;
      }
      throw new Error(`${id} has not ended within ${mostHours} hours.`);
    },
    async stop() {
      await host.kill();
      for (const [fn, callback] of replaced) fn.callback = callback;
      useServices(undefined);
      directory.remove();
    },
  };
  const host: Host = await startHost({
    load: () => import('../../functions/index.ts'),
    dataDir: directory.path,
    port: 0,
    clock,
    hostJson: { extensions: { durableTask: { defaultVersion: version } } },
    // What is scheduled begins at once.
    maxConcurrentActivities: 1_000,
    log: () => {},
    onEvent: (event) => bed.events.push(event),
    workerDies: (turn) => bed.workerDies(turn),
  });
  for (const fn of registeredFunctions().values()) {
    if (!Object.values(fn.metadata.bindings).some(({ type }) => type === 'activityTrigger')) continue;
    replaced.set(fn, fn.callback);
    const real = fn.callback;
    fn.callback = async (input, context) => {
      const { name } = fn.metadata;
      bed.calls.push({ name, input: input as never, atMs: clock.now().getTime() });
      const answer = bed.answers[name];
      if (!answer) throw new Error(`The test says nothing of ${name}.`);
      const call = bed.calls.filter((one) => one.name === name).length;
      return answer(input as never, call, () => real(input, context));
    };
  }
  return bed;
}
