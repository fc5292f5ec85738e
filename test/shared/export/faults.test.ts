import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { faultsOf, parseExportRequest, type RequestFault } from '../../../shared/export/request.ts';

const NOW = new Date('2026-11-08T06:00:00Z');

function faultsIn(body: unknown): readonly RequestFault[] {
  const parsed = parseExportRequest(body, NOW, 'full');
  return parsed.ok ? [] : parsed.faults;
}

const unknown = (count: number, length = 1) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}`.padEnd(length, 'x'), 1]));
const VALID = { kind: 'billedUsage', invoiceId: 'G000000001' };

describe('the faults of a request', () => {
  test('in a property of a property have its whole path', () => {
    const schema = z.strictObject({ a: z.strictObject({ b: z.number() }) });
    const parsed = schema.safeParse({ a: { b: 'x', c: 1 }, d: 1 });
    const paths = parsed.success ? [] : faultsOf(parsed.error).map(({ path }) => path);
    expect(paths.sort()).toEqual(['a.b', 'a.c', 'd']);
  });

  test('are all listed up to a hundred', () => {
    expect(faultsIn({ ...VALID, ...unknown(100) }).map(({ path }) => path)).toEqual(Object.keys(unknown(100)));
  });

  test('beyond a hundred are counted, so that the answer does not grow with what was sent', () => {
    const faults = faultsIn({ ...VALID, ...unknown(5_000) });
    expect(faults).toHaveLength(101);
    expect(faults.at(-1)).toEqual({ path: '', message: expect.stringContaining('4900') });
  });

  test('name a property in full up to 200 characters, and its beginning beyond', () => {
    const [fits, long] = [unknown(1, 200), unknown(1, 10_000)].map(
      (extra) => faultsIn({ ...VALID, ...extra })[0]?.path,
    );
    expect(fits).toBe(Object.keys(unknown(1, 200))[0]);
    expect(long).toHaveLength(200);
    expect(long).toMatch(/^0x+…$/);
  });

  test('are those of the kind and all others, when the kind says nothing', () => {
    expect(faultsIn({ kind: 'x', force: 1 }).map(({ path }) => path)).toEqual(['kind', 'force']);
  });
});
