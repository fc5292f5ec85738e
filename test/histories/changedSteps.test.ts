import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as df from 'durable-functions';
import { activities } from '../../functions/activities/index.ts';
import { pause } from '../../functions/orchestrators/orchestrator.ts';
import { waitForOperation } from '../../functions/orchestrators/waitForOperation.ts';
import { brokenBy } from './checkHistory.ts';
import { type History, readHistory } from './history.ts';
import { writeHistory } from './recorder.ts';

const history = (name: string): History => readHistory('1.0', `${name}.jsonl`);
const { planVersion, copyFile, commitVersion, recordEnd, announceRun } = activities;
const once = new df.RetryOptions(5_000, 1);

beforeAll(() => import('../../functions/index.ts'));
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a change of an orchestrator that would break runs in flight is caught', () => {
  test.each<[string, string, () => unknown, string]>([
    [
      'a renamed activity',
      'runExport-completed',
      () =>
        jest.spyOn(planVersion, 'call').mockImplementation(function* (context, input) {
          return yield context.df.callActivityWithRetry('planTheVersion', new df.RetryOptions(5_000, 4), input);
        }),
      'step 3 "activity planTheVersion, 4 attempts", not "activity planVersion, 4 attempts"',
    ],
    [
      'a changed order',
      'runExport-completed',
      () => {
        const [record, announce] = [recordEnd.task, announceRun.task];
        jest.spyOn(recordEnd, 'call').mockImplementation(function* (context, input) {
          return yield announce(context, input);
        });
        jest.spyOn(announceRun, 'call').mockImplementation(function* (context, input) {
          return yield record(context, { ...input, startedAt: '' });
        });
      },
      'step 6 "activity announceRun, 4 attempts", not "activity recordEnd, 4 attempts"',
    ],
    [
      'an added timer',
      'runExport-completed',
      () =>
        jest.spyOn(commitVersion, 'call').mockImplementation(function* (context, input) {
          yield* pause(context, 2_000);
          return yield commitVersion.task(context, input);
        }),
      'step 5 "timer", not "activity commitVersion, 4 attempts"',
    ],
    [
      'an added step at the end',
      'runExport-completed',
      () =>
        jest.spyOn(announceRun, 'call').mockImplementation(function* (context, input) {
          const told = yield announceRun.task(context, input);
          yield* pause(context, 2_000);
          return told;
        }),
      'step 8 "timer", not none',
    ],
    [
      'another id of a child',
      'runExport-completed',
      () =>
        jest.spyOn(waitForOperation, 'call').mockImplementation(function* (context, input) {
          return yield waitForOperation.task(context, input, 'another');
        }),
      'step 2 "child waitForOperation as another", not "child waitForOperation as billed-usage-',
    ],
    [
      'a removed step',
      'runExport-rejected',
      () =>
        // biome-ignore lint/correctness/useYield: a step that is gone yields nothing.
        jest.spyOn(recordEnd, 'call').mockImplementation(function* () {
          return {};
        }),
      'step 2 "activity announceRun, 4 attempts", not "activity recordEnd, 4 attempts"',
    ],
    [
      'fewer attempts',
      'copyRange-leaf',
      () =>
        jest
          .spyOn(copyFile, 'task')
          .mockImplementation((context, input) => context.df.callActivityWithRetry('copyFile', once, input)),
      'step 3 "activity copyFile, 1 attempts", not "activity copyFile, 4 attempts"',
    ],
    [
      'a result that is read in another way',
      'runExport-completed',
      () =>
        jest.spyOn(commitVersion, 'call').mockImplementation(function* (context, input) {
          yield commitVersion.task(context, input);
          return { stop: 'noData', message: '' };
        }),
      'ends "completed: noData", not "completed: completed"',
    ],
  ])('%s', async (_, name, change, difference) => {
    expect(await brokenBy(history(name))).toBeUndefined();
    change();
    const problem = await brokenBy(history(name));
    expect(problem).toContain(difference);
    expect(problem).toMatch(
      new RegExp(`^The orchestrator "${name.split('-')[0]}" .*"defaultVersion" in host\\.json.*docs/operate\\.md\\.$`),
    );
  });

  test('the rules of the engine count, too', async () => {
    const { events, ...rest } = history('runExport-completed');
    const renamed = events.map((text) => text.replace('"Name":"recordEnd"', '"Name":"rememberEnd"'));
    expect(renamed).not.toEqual(events);
    expect(await brokenBy({ ...rest, events: renamed })).toContain(
      "Non-Deterministic workflow detected: A previous execution of this orchestration scheduled an activity task with sequence number 5 named 'rememberEnd'",
    );
  });
});

test('what may change while runs are in flight is not held against the code', async () => {
  jest.spyOn(commitVersion, 'call').mockImplementation(function* (context, input) {
    return yield commitVersion.task(context, { ...input, startedAt: 'another input' });
  });
  jest.spyOn(waitForOperation, 'call').mockImplementation(function* (context, input, id) {
    return yield waitForOperation.task(context, { ...input, polls: 7 }, id);
  });
  expect(await brokenBy(history('runExport-completed'))).toBeUndefined();
});

test('a new recording does not cover up another way of the same version', () => {
  const recorded = history('runExport-completed');
  expect(() => writeHistory('1.0', { ...recorded, steps: [...recorded.steps, 'timer'] })).toThrow(
    /goes another way than version 1\.0 does\. Raise "defaultVersion"/,
  );
});
