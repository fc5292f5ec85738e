import { expect, test } from '@jest/globals';
import { isQuiet, type Outcome, type QuietEnd } from '../../../shared/export/run.ts';
import { runOfRequest } from '../../support/requests.ts';

const noData: Outcome = { status: 'noData', warnings: [] };
const rejected: Outcome = { status: 'rejected', error: { code: 'RequestRefused', message: 'm' }, warnings: [] };

test.each<[readonly QuietEnd[] | undefined, Outcome, boolean]>([
  [undefined, noData, false],
  [[], noData, false],
  [['noData'], noData, true],
  [['noData'], rejected, false],
  [['rejected', 'noData'], noData, true],
])('after %j subscribers need not hear of %j: %j', (quiet, outcome, expected) => {
  expect(isQuiet({ ...runOfRequest(), ...(quiet ? { quiet } : {}) }, outcome)).toBe(expected);
});
