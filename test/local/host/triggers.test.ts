import { app } from '@azure/functions';
import { describe, expect, test } from '@jest/globals';
import * as df from 'durable-functions';
import { VirtualClock } from '../../../local/host/virtualClock.ts';
import { ended, newDataDir, run, startInstance, startTestHost } from './support/testHost.ts';

const fired: { name: string; at?: string; isPastDue?: boolean; event?: unknown }[] = [];
let clock: VirtualClock;

async function load(): Promise<void> {
  app.timer('daily', {
    schedule: '0 30 4 * * *',
    handler: (timer) => {
      fired.push({ name: 'daily', at: clock.now().toISOString(), isPastDue: timer.isPastDue });
    },
  });
  app.timer('fridayThe13th', {
    schedule: '%SCHEDULE_OF_TEST%',
    handler: () => {
      fired.push({ name: 'fridayThe13th', at: clock.now().toISOString() });
    },
  });
  app.eventGrid('onEvent', {
    handler: (event) => {
      fired.push({ name: 'onEvent', event });
    },
  });
  df.app.orchestration('sleeper', function* (context) {
    const { ms } = context.df.getInput<{ ms: number }>();
    const before = context.df.currentUtcDateTime.getTime();
    yield context.df.createTimer(new Date(before + ms));
    return context.df.currentUtcDateTime.getTime() - before;
  });
}

async function start(dataDir: string, at: string, truncateTimers = false) {
  process.env.SCHEDULE_OF_TEST = '0 0 0 13 * FRI';
  fired.length = 0;
  clock = new VirtualClock(new Date(at));
  return startTestHost({ load, dataDir, clock, truncateTimers });
}

const dayMs = 24 * 60 * 60 * 1000;

describe('timer functions', () => {
  test('fire by NCRONTAB for a month of virtual time', async () => {
    const host = await start(newDataDir(), '2026-02-01T00:00:00Z');
    await clock.advance(28 * dayMs);
    await host.stop();
    const daily = fired.filter(({ name }) => name === 'daily');
    expect(daily).toHaveLength(28);
    expect(daily[0]).toEqual({ name: 'daily', at: '2026-02-01T04:30:00.000Z', isPastDue: false });
    // Day of the month and day of the week have both to match.
    expect(fired.filter(({ name }) => name === 'fridayThe13th').map(({ at }) => at)).toEqual([
      '2026-02-13T00:00:00.000Z',
    ]);
  });

  test('that were missed fire once at the next start, past due', async () => {
    const dataDir = newDataDir();
    await (await start(dataDir, '2026-02-01T00:00:00Z')).kill();
    const host = await start(dataDir, '2026-02-05T12:00:00Z');
    await clock.advance(0);
    await host.stop();
    expect(fired).toEqual([{ name: 'daily', at: '2026-02-05T12:00:00.000Z', isPastDue: true }]);
  });

  test('that are disabled do not fire, missed or not, and fire again when they are enabled', async () => {
    const dataDir = newDataDir();
    await (await start(dataDir, '2026-02-01T00:00:00Z')).kill();
    process.env['AzureWebJobs.daily.Disabled'] = 'true';
    try {
      const disabled = await start(dataDir, '2026-02-05T12:00:00Z');
      await clock.advance(2 * dayMs);
      await disabled.stop();
      expect(fired).toEqual([]);
    } finally {
      delete process.env['AzureWebJobs.daily.Disabled'];
    }
    const enabled = await start(dataDir, '2026-02-07T12:00:00Z');
    await clock.advance(0);
    await enabled.stop();
    expect(fired).toEqual([{ name: 'daily', at: '2026-02-07T12:00:00.000Z', isPastDue: true }]);
  });

  test('with a schedule that is not NCRONTAB stop the start with a sentence', async () => {
    const dataDir = newDataDir();
    process.env.SCHEDULE_OF_TEST = '* * *';
    const broken = () => startTestHost({ load, dataDir });
    process.env.SCHEDULE_OF_TEST = '* * *';
    await expect(broken()).rejects.toThrow('The timer "fridayThe13th" has the schedule "%SCHEDULE_OF_TEST%" = "* * *"');
  });
});

describe('the admin API', () => {
  test('lists functions, fires timers and Event Grid triggers, and refuses others', async () => {
    const host = await start(newDataDir(), '2026-02-01T00:00:00Z');
    const post = (name: string, body: unknown) =>
      fetch(`${host.url}/admin/functions/${name}`, { method: 'POST', body: JSON.stringify(body) });
    const listed: { name: string }[] = JSON.parse(await (await fetch(`${host.url}/admin/functions`)).text());
    expect(listed.map(({ name }) => name)).toEqual(['daily', 'fridayThe13th', 'onEvent', 'sleeper']);
    expect((await post('daily', {})).status).toBe(202);
    expect((await post('onEvent', { input: JSON.stringify({ id: '1', data: { a: 1 } }) })).status).toBe(202);
    expect((await post('nobody', {})).status).toBe(404);
    expect((await post('sleeper', {})).status).toBe(400);
    await clock.advance(0);
    await host.stop();
    expect(fired).toEqual([
      { name: 'daily', at: '2026-02-01T00:00:00.000Z', isPastDue: false },
      { name: 'onEvent', event: { id: '1', data: { a: 1 } } },
    ]);
  });
});

describe('durable timers', () => {
  test.each([
    ['exact', false, 2999, 2999],
    ['one of 40 days, in parts', false, 40 * dayMs, 40 * dayMs],
    ['truncated to whole seconds', true, 2999, 2000],
    ['truncated to nothing', true, 999, 0],
  ])('are %s', async (_what, truncateTimers, ms, expected) => {
    const host = await start(newDataDir(), '2026-02-01T00:00:00Z', truncateTimers);
    await startInstance(host, 'sleeper', { ms }, 'x');
    await clock.advance(ms);
    expect((await ended(host, 'x')).output).toBe(expected);
    await host.stop();
  });

  test('outlive the process', async () => {
    const dataDir = newDataDir();
    const first = await start(dataDir, '2026-02-01T00:00:00Z');
    await startInstance(first, 'sleeper', { ms: dayMs }, 'x');
    await clock.advance(1000);
    await first.kill();
    const second = await start(dataDir, '2026-02-03T00:00:00Z');
    await clock.advance(0);
    expect((await ended(second, 'x')).output).toBe(2 * dayMs);
    await second.stop();
  });

  test('run in real time without a clock', async () => {
    const host = await startTestHost({ load: async () => {} });
    expect((await run(host, 'sleeper', { ms: 50 })).output).toBeGreaterThanOrEqual(50);
    await host.stop();
  });
});
