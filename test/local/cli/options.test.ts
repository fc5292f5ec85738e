import { describe, expect, test } from '@jest/globals';
import { readOptions } from '../../../local/cli/options.ts';

const SIMULATED = true;
const REAL = false;

describe('the command line of npm run export', () => {
  test.each([
    [[], { kind: 'billedUsage', invoiceId: 'G000000001', force: false }],
    [
      ['--kind', 'unbilledUsage'],
      { kind: 'unbilledUsage', currencyCode: 'EUR', billingPeriod: 'current', force: false },
    ],
    [
      ['--invoice', 'G7', '--force', '--attributes', 'basic'],
      { kind: 'billedUsage', invoiceId: 'G7', attributeSet: 'basic', force: true },
    ],
    // What is wrong with a kind is the API's to say.
    [['--kind', 'nonsense'], { kind: 'nonsense', invoiceId: 'G000000001', force: false }],
  ])('%j asks the simulated services for %j', (args, request) => {
    expect(readOptions(args, SIMULATED)).toEqual({ request, json: false });
  });

  test('says where the files and the result go', () => {
    expect(readOptions(['--out', 'x', '--json'], SIMULATED)).toMatchObject({ outDir: 'x', json: true });
  });

  test.each([
    [[], 'Say which invoice: --invoice G…'],
    [['--kind', 'unbilledReconciliation'], 'Say which currency: --currency EUR'],
  ])('%j is not enough for the real services', (args, message) => {
    expect(() => readOptions(args, REAL)).toThrow(message);
  });

  test.each([
    [['--wrong'], /--wrong/],
    [['word'], /word/],
    [['--invoice'], /invoice/],
  ])('%j is refused', (args, message) => {
    expect(() => readOptions(args, SIMULATED)).toThrow(message);
  });
});
