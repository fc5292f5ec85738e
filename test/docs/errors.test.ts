import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ERROR_CODES } from '../../shared/errors.ts';

test('every code has a heading in docs/errors.md, and every heading a code', () => {
  const headings = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  expect(headings.sort()).toEqual(Object.keys(ERROR_CODES).sort());
});
