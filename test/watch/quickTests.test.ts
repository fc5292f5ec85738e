import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { isQuick } from './quickTests.ts';

test.each([
  ['test/shared/decimal.test.ts', true],
  ['test/local/cli/display.test.ts', true],
  // Azurite, by itself or in a stack; an embedded host; a package that is built.
  ['test/shared/landing/landing.test.ts', false],
  ['test/e2e/export.test.ts', false],
  ['test/product/operation.test.ts', false],
  ['test/local/host/http.test.ts', false],
  ['test/infra/package.test.ts', false],
  ['test/reliability/hostileRequests.test.ts', false],
])('%s runs at each change: %p', (file, quick) => {
  expect(isQuick(resolve(file))).toBe(quick);
});
