import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BoundedMap } from '../../shared/boundedMap.ts';
import { systemClock } from '../../shared/clock.ts';
import { failed, type Step } from '../../shared/export/stop.ts';
import { type LogSink, logLine, logStep } from '../../shared/log.ts';
import { VERSION } from '../../shared/version.ts';
import { createVirtualClock } from '../support/virtualClock.ts';

describe('a bounded map', () => {
  test('forgets what was set longest ago', () => {
    const map = new BoundedMap<string, number>(2).set('a', 1).set('b', 2).set('a', 3).set('c', 4);
    expect([...map]).toEqual([
      ['a', 3],
      ['c', 4],
    ]);
  });

  test('forgets the oldest while all weigh too much, but never the newest', () => {
    const map = new BoundedMap<string, number>(5, 10);
    const weigh = (key: string, weight: number) => map.weigh(key, map.get(key) ?? 0, weight);
    map.set('a', 1).set('b', 2).set('c', 3);
    weigh('a', 4);
    weigh('c', 6);
    expect([...map.keys()]).toEqual(['a', 'b', 'c']);
    weigh('b', 1);
    expect([...map.keys()]).toEqual(['b', 'c']);
    map.weigh('c', 99, 1_000);
    expect([...map.keys()]).toEqual(['b', 'c']);
    weigh('c', 1_000);
    expect([...map.keys()]).toEqual(['c']);
    map.set('c', 4).set('d', 5);
    weigh('d', 10);
    expect([...map.keys()]).toEqual(['c', 'd']);
  });

  test('holds the latest entries, never more than its capacity', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8)), fc.integer({ min: 1, max: 5 }), (keys, capacity) => {
        const map = new BoundedMap<number, number>(capacity);
        keys.forEach((key, index) => {
          map.set(key, index);
        });
        const latest = [...new Set([...keys].reverse())].slice(0, capacity);
        expect([...map.keys()].reverse()).toEqual(latest);
        for (const key of latest) expect(map.get(key)).toBe(keys.lastIndexOf(key));
      }),
    );
  });
});

describe('the clock of the system', () => {
  test('sleeps, and wakes at once with the reason when it is told to stop', async () => {
    await systemClock.sleep(1);
    const reason = new Error('stop');
    const controller = new AbortController();
    const sleeping = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('a log line', () => {
  const run = { exportId: 'e', runId: 'r' };

  async function logged(step: () => Promise<Step<object>>) {
    const lines: [string, Record<string, unknown>][] = [];
    const sink: LogSink = {
      log: (line) => lines.push(['log', JSON.parse(line)]),
      warn: (line) => lines.push(['warn', JSON.parse(line)]),
      error: (line) => lines.push(['error', JSON.parse(line)]),
    };
    const clock = createVirtualClock();
    const timed = async () => {
      await clock.sleep(1_500);
      return step();
    };
    const result = await logStep(sink, clock, 'copyFile', { run, operationId: 'o', blobName: 'b' }, timed).catch(
      (error: unknown) => ({ thrown: error }),
    );
    expect(lines).toHaveLength(1);
    return { level: lines[0]?.[0], line: lines[0]?.[1], result };
  }

  const COPIED: object = { copied: true, plan: { x: 1 }, names: ['a'] };
  const common = { event: 'copyFile', exportId: 'e', runId: 'r', operationId: 'o', blobName: 'b', durationMs: 1_500 };

  test.each<[string, Step<object>, string, object]>([
    ['a result, with its plain values only', COPIED, 'log', { outcome: 'ok', copied: true }],
    ['nothing to do', { stop: 'noData', message: 'm' }, 'warn', { outcome: 'noData' }],
    [
      'a failure, with its code',
      failed('ManifestInvalid', 'm'),
      'error',
      { outcome: 'failed', code: 'ManifestInvalid', message: 'm' },
    ],
    [
      'a wait',
      { stop: 'wait', retryAfterMs: 1, failure: { code: 'ThrottledTooLong', message: 'm' } },
      'warn',
      { outcome: 'wait', code: 'ThrottledTooLong', message: 'm' },
    ],
  ])('tells %s', async (_, step, level, expected) => {
    const written = await logged(async () => step);
    expect(written.level).toBe(level);
    expect(written.line).toEqual({ ...common, ...expected });
    expect(written.result).toBe(step);
  });

  test('tells what was thrown, scrubbed, and throws it on', async () => {
    const error = new Error('x?sig=SECRET\nsecond line');
    const written = await logged(() => Promise.reject(error));
    expect(written.level).toBe('error');
    expect(written.line).toMatchObject({ outcome: 'threw', message: 'x?sig=[removed] second line' });
    expect(written.result).toEqual({ thrown: error });
  });

  test('is one line of JSON', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (event, value) => {
        const line = logLine(event, { value });
        expect(line).not.toContain('\n');
        expect(JSON.parse(line)).toEqual({ event, value });
      }),
    );
  });
});

test('the version that manifests and the API tell is that of the package', () => {
  expect(JSON.parse(readFileSync('package.json', 'utf8'))).toMatchObject({ version: VERSION });
});
