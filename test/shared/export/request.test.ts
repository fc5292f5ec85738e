import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isLegacyInvoice, parseExportRequest } from '../../../shared/export/request.ts';
import { manyRuns } from '../../support/manyRuns.ts';
import { anyRequest } from '../../support/requests.ts';

fc.configureGlobal(manyRuns);

const NOW = new Date('2026-01-08T06:00:00Z');

function parse(body: unknown) {
  return parseExportRequest(body, NOW, 'basic');
}

/** The paths of all faults, sorted. */
function faultPaths(body: unknown): string[] {
  const parsed = parse(body);
  return parsed.ok ? [] : parsed.faults.map(({ path }) => path).sort();
}

describe('a request', () => {
  test('gets its defaults', () => {
    expect(parse({ kind: 'billedUsage', invoiceId: 'G000000001' })).toEqual({
      ok: true,
      request: { kind: 'billedUsage', invoiceId: 'G000000001', attributeSet: 'basic', force: false },
    });
  });

  test.each([
    ['current', '2026-01'],
    ['last', '2025-12'],
  ])('for %s is bound to the month that it means now', (billingPeriod, month) => {
    const body = {
      kind: 'unbilledReconciliation',
      currencyCode: 'EUR',
      billingPeriod,
      attributeSet: 'full',
      force: true,
    };
    expect(parse(body)).toEqual({ ok: true, request: { ...body, month } });
  });

  test('is accepted as it will be reported, but for the month', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { month: _, ...body } = { month: '', ...request };
        expect(parse(body)).toMatchObject({ ok: true, request: body });
      }),
    );
  });
});

describe('the faults of a request', () => {
  test.each([
    ['nothing', undefined, ['']],
    ['null', null, ['']],
    ['a list', [], ['']],
    ['a text', '{}', ['']],
    ['an empty object', {}, ['kind']],
    ['no invoice', { kind: 'billedUsage' }, ['invoiceId']],
    ['no currency and no period', { kind: 'unbilledUsage' }, ['billingPeriod', 'currencyCode']],
    [
      'every property of a billed export',
      { kind: 'billedUsage', invoiceId: 7, attributeSet: 'FULL', force: 'yes' },
      ['attributeSet', 'force', 'invoiceId'],
    ],
    [
      'every property of an unbilled export',
      { kind: 'unbilledUsage', currencyCode: 'eur', billingPeriod: 'next', attributeSet: '', force: 1 },
      ['attributeSet', 'billingPeriod', 'currencyCode', 'force'],
    ],
    [
      'the properties of the other sort',
      { kind: 'billedUsage', invoiceId: 'G1', currencyCode: 'EUR', billingPeriod: 'last' },
      ['billingPeriod', 'currencyCode'],
    ],
    [
      'the month, which is ours to set',
      { kind: 'unbilledUsage', currencyCode: 'EUR', billingPeriod: 'last', month: '2026-01' },
      ['month'],
    ],
    ['null for an option', { kind: 'billedUsage', invoiceId: 'G1', force: null }, ['force']],
    [
      'all that can be told when the kind is none',
      { kind: 'usage', attributeSet: 'x', force: 2, bogus: 1 },
      ['attributeSet', 'bogus', 'force', 'kind'],
    ],
    ['only the kind when the rest may fit', { kind: 'usage', invoiceId: 'G1', force: true }, ['kind']],
    [
      'properties that every object has by itself',
      JSON.parse('{"kind":"billedUsage","invoiceId":"G1","__proto__":{"force":true},"constructor":1,"toString":2}'),
      ['__proto__', 'constructor', 'toString'],
    ],
  ])('%s', (_, body, expected) => {
    expect(faultPaths(body)).toEqual(expected);
  });

  test.each([
    'D000000001',
    'g000000001',
    'G',
    'G00000000a',
    ' G000000001',
    'G000000001\n',
    'G000-001',
    'G/../x',
    `G${'1'.repeat(32)}`,
    'G١٢٣',
    'G\ud800',
    '',
    'x'.repeat(1_000_000),
  ])('no invoice number: %#', (invoiceId) => {
    expect(faultPaths({ kind: 'billedUsage', invoiceId })).toEqual(['invoiceId']);
  });

  test.each(['eur', 'EURO', 'EU', '', 'EU1', 'ÉUR', 'EUR\n'])('no currency: %j', (currencyCode) => {
    expect(faultPaths({ kind: 'unbilledUsage', currencyCode, billingPeriod: 'last' })).toEqual(['currencyCode']);
  });

  test('each says what was expected, and none repeats what was sent', () => {
    const parsed = parse({ kind: 'billedUsage', invoiceId: 'SECRET', attributeSet: 'SECRET', force: 'SECRET' });
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    for (const { message } of parsed.faults) {
      expect(message).toMatch(/expected/i);
      expect(message).not.toMatch(/SECRET/);
    }
  });

  test('whatever is sent is accepted or has a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (body) => {
        expect(faultPaths(body)).not.toEqual([]);
      }),
    );
  });
});

test.each([
  ['D000000001', true],
  ['D1a', true],
  ['D', false],
  [`D${'1'.repeat(32)}`, false],
  ['G000000001', false],
  ['d000000001', false],
  ['D00 1', false],
  [7, false],
  [undefined, false],
])('a classic invoice: %j is %s', (invoiceId, expected) => {
  expect(isLegacyInvoice(invoiceId)).toBe(expected);
});
