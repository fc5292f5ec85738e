import { describe, expect, test } from '@jest/globals';
import type { OrchestrationContext } from 'durable-functions';
import { runsAt } from '../../../functions/orchestrators/version.ts';

const runOf = (version: string | undefined) => ({ df: { version } as OrchestrationContext['df'] });

describe('a run takes a step that came with a version', () => {
  test.each([
    ['1.1', '1.1'],
    ['1.2', '1.1'],
    ['1.10', '1.9'],
    ['2.0', '1.1'],
  ] as const)('when it began at %s and the step came with %s', (began, step) => {
    expect(runsAt(runOf(began), step)).toBe(true);
  });

  test.each([
    ['1.0', '1.1'],
    ['1.9', '1.10'],
    ['1.9', '2.0'],
    ['', '1.1'],
    [undefined, '1.1'],
  ] as const)('not when it began at %s and the step came with %s', (began, step) => {
    expect(runsAt(runOf(began), step)).toBe(false);
  });
});
