import { expect, test } from '@jest/globals';
import type { Outcome } from '../../../shared/export/run.ts';
import { runFigures } from '../../../shared/report/runFigures.ts';
import { runOfRequest } from '../../support/requests.ts';

const result = { version: 'v', manifest: 'm', files: 2, lines: 3, bytes: 4 };
const NOTHING = { files: 0, lines: 0, bytes: 0 };

test.each<[Outcome, object]>([
  [
    { status: 'completed', result, warnings: [] },
    { status: 'completed', code: undefined, files: 2, lines: 3, bytes: 4 },
  ],
  // It made nothing visible: a sum over runs must not count it twice.
  [
    { status: 'unchanged', result, warnings: [] },
    { status: 'unchanged', code: undefined, ...NOTHING },
  ],
  [
    { status: 'noData', warnings: [] },
    { status: 'noData', code: undefined, ...NOTHING },
  ],
  [
    { status: 'failed', error: { code: 'GzipInvalid', message: 'm' }, warnings: [] },
    { status: 'failed', code: 'GzipInvalid', ...NOTHING },
  ],
])('the figures of a run that ended %j', (outcome, expected) => {
  const endedAt = new Date('2026-11-08T06:01:30.500Z');
  expect(runFigures(runOfRequest(), outcome, '2026-11-08T06:00:00.000Z', endedAt)).toEqual({
    kind: 'billedUsage',
    durationMs: 90_500,
    ...expected,
  });
});
