import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OrchestrationHandler } from 'durable-functions';
import * as df from 'durable-functions';
import type { Host } from '../../../local/host/host.ts';
import { ended, run, startInstance, startTestHost } from './support/testHost.ts';

const soon = (context: Parameters<OrchestrationHandler>[0], ms = 2000) =>
  context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + ms));

/** Each hangs, duplicates work or fails without a reason on Azure. */
const hazards: Record<string, { rule: RegExp; orchestrator: OrchestrationHandler }> = {
  taskTwice: {
    rule: /Rule "fresh tasks"/,
    *orchestrator(context) {
      const task = context.df.callActivity('echo', { n: 1 });
      yield context.df.Task.all([task]);
      yield context.df.Task.all([task]);
    },
  },
  loserInNextRace: {
    rule: /Rule "fresh tasks"/,
    *orchestrator(context) {
      const tasks = [1, 2].map((n) => context.df.callActivity('echo', { n }));
      yield context.df.Task.any(tasks);
      yield context.df.Task.any(tasks);
    },
  },
  boolean: {
    rule: /Rule "inputs are objects": the activity "echo" would get the text "True"/,
    *orchestrator(context) {
      yield context.df.callActivity('echo', true);
    },
  },
  unknownActivity: {
    rule: /Rule "registered names": the activity "nobody" is not registered/,
    *orchestrator(context) {
      yield context.df.callActivity('nobody', {});
    },
  },
  unknownChild: {
    rule: /Rule "registered names": the orchestrator "nobody" is not registered/,
    *orchestrator(context) {
      yield context.df.callSubOrchestrator('nobody', {});
    },
  },
  emptyFanOut: {
    rule: /Rule "no empty fan-out"/,
    *orchestrator(context) {
      yield context.df.Task.all([]);
    },
  },
  sameChildId: {
    rule: /Rule "unique child ids": two sub-orchestrations share the id "twin"/,
    *orchestrator(context) {
      yield context.df.Task.all([1, 2].map(() => context.df.callSubOrchestrator('waiter', {}, 'twin')));
    },
  },
  childOfAnother: {
    rule: /Rule "unique child ids": the sub-orchestration id "busy" belongs to an instance that is still running/,
    *orchestrator(context) {
      yield context.df.callSubOrchestrator('waiter', {}, 'busy');
    },
  },
  badChildId: {
    rule: /Rule "sound ids"/,
    *orchestrator(context) {
      yield context.df.callSubOrchestrator('waiter', {}, 'a#b');
    },
  },
  retryTimeout: {
    rule: /Rule "no retry timeout"/,
    *orchestrator(context) {
      const options = new df.RetryOptions(2000, 3);
      options.retryTimeoutInMilliseconds = 5000;
      yield context.df.callActivityWithRetry('echo', options, {});
    },
  },
  thrownText: {
    rule: /Rule "never stuck"/,
    // biome-ignore lint/correctness/useYield: it fails before it could.
    *orchestrator() {
      throw 'only text';
    },
  },
  cancelledTimerAwaited: {
    rule: /Rule "never stuck"/,
    *orchestrator(context) {
      const timer = soon(context);
      timer.cancel();
      yield timer;
    },
  },
  openTimer: {
    rule: /Rule "cancel the loser"/,
    *orchestrator(context) {
      yield context.df.Task.any([soon(context, 60_000), context.df.callActivity('echo', {})]);
    },
  },
  continuesAtOnce: {
    rule: /Rule "await before continueAsNew"/,
    *orchestrator(context) {
      const timer = soon(context, 60_000);
      yield context.df.Task.any([context.df.callActivity('echo', {}), timer]);
      timer.cancel();
      context.df.continueAsNew({});
    },
  },
  textAsNew: {
    rule: /Rule "inputs are objects": a bare string given to continueAsNew/,
    *orchestrator(context) {
      yield context.df.callActivity('echo', {});
      context.df.continueAsNew('next');
    },
  },
  bigStatus: {
    rule: /Rule "small custom status"|must not exceed 16 KB/,
    *orchestrator(context) {
      context.df.setCustomStatus('x'.repeat(8200));
      yield context.df.callActivity('echo', {});
    },
  },
  http: {
    rule: /Rule "supported calls"/,
    *orchestrator(context) {
      yield context.df.callHttp({ method: 'GET', url: 'http://127.0.0.1/' });
    },
  },
};

async function load(): Promise<void> {
  df.app.activity('echo', { handler: async (input: unknown) => input });
  df.app.orchestration('waiter', function* (context) {
    return yield context.df.waitForExternalEvent('go');
  });
  df.app.orchestration('parentOfWaiter', function* (context) {
    return yield context.df.callSubOrchestrator('waiter', {}, `${context.df.instanceId}-child`);
  });
  for (const [name, { orchestrator }] of Object.entries(hazards)) df.app.orchestration(name, orchestrator);
}

describe('the strict host', () => {
  let host: Host;
  beforeAll(async () => {
    host = await startTestHost({ load });
    await startInstance(host, 'waiter', {}, 'busy');
  });
  afterAll(() => host.stop());

  test.each(Object.entries(hazards))('fails %s at once and names the rule', async (name, { rule }) => {
    const status = await run(host, name);
    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toMatch(rule);
  });

  test.each([
    ['an unknown orchestrator', 'nobody', 'x'],
    ['an id with a number sign', 'waiter', 'a#b'],
    ['an id that begins as an entity', 'waiter', '@x'],
    ['an id of 101 characters', 'waiter', 'x'.repeat(101)],
  ])('refuses to start %s', async (_what, name, id) => {
    const response = await startInstance(host, name, {}, id);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ Message: expect.any(String) });
  });

  test('refuses to terminate a child whose parent still runs', async () => {
    await startInstance(host, 'parentOfWaiter', {}, 'root');
    const terminate = (id: string) =>
      fetch(`${host.url}/durabletask/instances/${id}/terminate?reason=x`, { method: 'POST' });
    while ((await fetch(`${host.url}/durabletask/instances/root-child`)).status === 404);
    expect((await terminate('root-child')).status).toBe(400);
    expect((await terminate('root')).status).toBe(202);
    await ended(host, 'root');
    expect((await terminate('root-child')).status).toBe(202);
    expect((await ended(host, 'root-child')).runtimeStatus).toBe('Terminated');
  });
});
