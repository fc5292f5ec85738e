import { app } from '@azure/functions';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as df from 'durable-functions';
import type { Host } from '../../../local/host/host.ts';
import { ended, newDataDir, run, startTestHost } from './support/testHost.ts';

const client = df.input.durableClient();
let startedByTimer = '';

async function load(): Promise<void> {
  df.app.activity('start', {
    extraInputs: [client],
    handler: async ({ id }: { id: string }, context) =>
      df.getClient(context).startNew('answer', { instanceId: id, input: { n: 1 } }),
  });
  df.app.orchestration('answer', function* (context) {
    context.df.setCustomStatus({ version: context.df.version });
    return yield context.df.callActivity('echo', { got: context.df.getInput() });
  });
  df.app.orchestration('starter', function* (context) {
    return yield context.df.callActivity('start', { id: `${context.df.instanceId}-other` });
  });
  df.app.orchestration('waits', function* (context) {
    return yield context.df.waitForExternalEvent('go');
  });
  df.app.activity('echo', { handler: async (input: unknown) => input });
  app.http('startByHttp', {
    route: 'start/{id}',
    methods: ['POST'],
    extraInputs: [client],
    handler: async (request, context) => {
      const durable = df.getClient(context);
      const id = await durable.startNew('answer', { instanceId: request.params.id ?? '', input: await request.json() });
      return durable.createCheckStatusResponse(request, id);
    },
  });
  app.timer('startByTimer', {
    schedule: '0 0 0 1 1 *',
    extraInputs: [client],
    handler: async (_timer, context) => {
      startedByTimer = await df.getClient(context).startNew('answer', { instanceId: 'by-timer' });
    },
  });
  app.http('client', {
    methods: ['POST'],
    extraInputs: [client],
    handler: async (request, context) => {
      const { operation, id } = JSON.parse(await request.text());
      return { jsonBody: { result: await operations[operation]?.(df.getClient(context), id) } };
    },
  });
}

const operations: Record<string, (durable: df.DurableClient, id: string) => Promise<unknown>> = {
  all: async (durable) => (await durable.getStatusAll()).length,
  failed: async (durable) => durable.getStatusBy({ runtimeStatus: [df.OrchestrationRuntimeStatus.Failed] }),
  since: async (durable) => (await durable.getStatusBy({ createdTimeFrom: new Date(Date.now() + 60_000) })).length,
  purgeOld: async (durable) =>
    durable.purgeInstanceHistoryBy({
      createdTimeFrom: new Date(0),
      createdTimeTo: new Date(Date.now() + 60_000),
      runtimeStatus: [df.OrchestrationRuntimeStatus.Completed],
    }),
  history: async (durable, id) => durable.getStatus(id, { showHistory: true, showHistoryOutput: true }),
  raise: async (durable, id) => durable.raiseEvent(id, 'go', { fine: true }),
  suspend: async (durable, id) => durable.suspend(id, 'wait'),
  resume: async (durable, id) => durable.resume(id, 'go on'),
  purge: async (durable, id) => durable.purgeInstanceHistory(id),
};

describe('the durable client of the library', () => {
  let host: Host;
  beforeAll(async () => {
    const hostJson = { extensions: { durableTask: { defaultVersion: '2.1' } } };
    host = await startTestHost({ load, dataDir: newDataDir(), hostJson });
  });
  afterAll(() => host.stop());

  async function operate(operation: string, id = ''): Promise<unknown> {
    const response = await fetch(`${host.url}/api/client`, { method: 'POST', body: JSON.stringify({ operation, id }) });
    if (!response.ok) throw new Error(`${operation}: ${response.status}`);
    const { result }: { result?: unknown } = JSON.parse(await response.text());
    return result;
  }

  test('works in an HTTP function, whose URLs lead to the instance', async () => {
    const response = await fetch(`${host.url}/api/start/by-http`, { method: 'POST', body: '{"a":1}' });
    expect(response.status).toBe(202);
    const { statusQueryGetUri }: { statusQueryGetUri: string } = JSON.parse(await response.text());
    await ended(host, 'by-http');
    expect(await (await fetch(statusQueryGetUri)).json()).toMatchObject({
      runtimeStatus: 'Completed',
      input: { a: 1 },
      output: { got: { a: 1 } },
      customStatus: { version: '2.1' },
    });
  });

  test('works in an activity', async () => {
    expect((await run(host, 'starter', {}, 'root')).output).toBe('root-other');
    expect((await ended(host, 'root-other')).output).toEqual({ got: { n: 1 } });
  });

  test('works in a timer', async () => {
    await fetch(`${host.url}/admin/functions/startByTimer`, { method: 'POST', body: '{}' });
    while (startedByTimer === '') await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await ended(host, 'by-timer')).output).toEqual({ got: '' });
  });

  test('suspends, resumes and raises events', async () => {
    await fetch(`${host.url}/durabletask/orchestrators/waits/w`, { method: 'POST' });
    const until = async (wanted: string) => {
      while ((await (await fetch(`${host.url}/durabletask/instances/w`)).text()).includes(wanted) === false);
    };
    await until('"Running"');
    await operate('suspend', 'w');
    await until('"Suspended"');
    await operate('raise', 'w');
    await operate('resume', 'w');
    expect((await ended(host, 'w')).output).toEqual({ fine: true });
    expect(await operate('history', 'w')).toMatchObject({ runtimeStatus: 'Completed', output: { fine: true } });
  });

  test('lists over pages, by status and by time, and purges', async () => {
    for (let n = 0; n < 120; n++)
      await fetch(`${host.url}/durabletask/orchestrators/answer/many-${n}`, { method: 'POST' });
    await ended(host, 'many-119');
    expect(await operate('all')).toBeGreaterThan(120);
    expect(await operate('failed')).toEqual([]);
    expect(await operate('since')).toBe(0);
    expect(await operate('purge', 'many-0')).toEqual({ instancesDeleted: 1 });
    expect(await operate('purgeOld')).toEqual({ instancesDeleted: expect.any(Number) });
    expect(await operate('all')).toBe(0);
  });
});
