import { describe, expect, test } from '@jest/globals';
import type { Subject } from '../../../../local/simulators/data/subject.ts';
import { MOST_FILE_BYTES } from '../../../../shared/analysis/bundles.ts';
import type { ExportSubject } from '../../../../shared/export/request.ts';
import { analysisBed } from '../../../support/analysisBed.ts';
import { billingLines, exactSum, numberText } from '../../../support/billingLines.ts';

const BILLED: ExportSubject = { kind: 'billedUsage', invoiceId: 'G000000001', attributeSet: 'full' };
const tables = false;

const AMOUNTS = {
  usage: [
    ['BillingPreTaxTotal', 'BillingCurrency'],
    ['PricingPreTaxTotal', 'PricingCurrency'],
  ],
  reconciliation: [
    ['Subtotal', 'Currency'],
    ['TaxTotal', 'Currency'],
    ['Total', 'Currency'],
  ],
} as const;

const subjects: ExportSubject[] = [
  BILLED,
  { kind: 'billedReconciliation', invoiceId: 'G000000001', attributeSet: 'full' },
  { kind: 'unbilledUsage', currencyCode: 'EUR', month: '2026-10', attributeSet: 'full' },
  { kind: 'unbilledReconciliation', currencyCode: 'EUR', month: '2026-10', attributeSet: 'full' },
];

function linesOf(subject: ExportSubject, bytes: number, seed?: string): string {
  const about: Subject = {
    kind: subject.kind as Subject['kind'],
    attributeSet: subject.attributeSet ?? 'full',
    tenantId: '00000000-0000-0000-0000-000000000001',
    currencyCode: 'EUR',
    month: '2026-10',
    ...('invoiceId' in subject ? { invoiceId: subject.invoiceId } : {}),
  };
  return billingLines(about, bytes, seed);
}

describe('figures', () => {
  test.each(subjects.map((subject) => [subject.kind, subject] as const))(
    'of %s are the sums of the raw lines, to the last digit',
    async (kind, subject) => {
      const bed = analysisBed({ tables });
      const files = { 'a.json': linesOf(subject, 200_000), 'b.json': linesOf(subject, 100_000, 'another') };
      const version = await bed.land(subject, { createdDateTime: '2026-11-08T05:30:00Z', files });
      await bed.analyse(subject);

      const raw = Object.values(files)
        .join('')
        .split('\n')
        .filter((line) => line !== '');
      const family = kind.toLowerCase().includes('usage') ? 'usage' : 'reconciliation';
      const expected = AMOUNTS[family].flatMap(([column, currencyColumn]) => {
        const currencies = [
          ...new Set(raw.map((line) => new RegExp(`"${currencyColumn}":"(\\w+)"`).exec(line)?.[1] ?? '')),
        ];
        return currencies.sort().map((currency) => {
          const own = raw.filter((line) => line.includes(`"${currencyColumn}":"${currency}"`));
          const texts = own.flatMap((line) => numberText(line, column) ?? []);
          return {
            column,
            currency,
            sum: exactSum(texts),
            negative: exactSum(texts.filter((text) => text.startsWith('-'))),
            lines: texts.length,
          };
        });
      });
      const figures = await bed.figures(subject, version);
      expect(figures.sums).toEqual(expected);
      expect(figures).toMatchObject({ lines: raw.length, rows: raw.length, unreadable: 0, state: 'done', drift: [] });
      expect(figures.changes).toBeNull();
    },
  );

  test('count what is there of each attribute, and by which type', async () => {
    const bed = analysisBed({ tables });
    const a = '{"CustomerId":"c","BillingCurrency":"EUR","BillingPreTaxTotal":1.50,"UnitPrice":null}\n';
    const b = '{"CustomerId":"c","BillingPreTaxTotal":-2.25,"Tags":{"a":1}}\n\n';
    const version = await bed.land(BILLED, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'f.json': a + b } });
    await bed.analyse(BILLED);
    const figures = await bed.figures(BILLED, version);
    expect(figures).toMatchObject({ lines: 3, rows: 2 });
    expect(figures.sums).toEqual([
      { column: 'BillingPreTaxTotal', currency: '', sum: '-2.25', negative: '-2.25', lines: 1 },
      { column: 'BillingPreTaxTotal', currency: 'EUR', sum: '1.50', negative: '0.00', lines: 1 },
    ]);
    const column = (name: string) => figures.columns.find((one) => one.name === name);
    expect(column('BillingPreTaxTotal')).toEqual({
      name: 'BillingPreTaxTotal',
      present: 2,
      absent: 0,
      types: { number: 2 },
      mostDecimals: 2,
    });
    expect(column('UnitPrice')).toEqual({ name: 'UnitPrice', present: 1, absent: 1, types: { null: 1 } });
    expect(column('Tags')).toEqual({ name: 'Tags', present: 1, absent: 1, types: { object: 1 } });
  });
});

const line = (more: string) => `{"CustomerId":"c","BillingCurrency":"EUR","BillingPreTaxTotal":1.5${more}}\n`;

describe('drift', () => {
  test.each([
    [
      'an attribute that nobody knows',
      line(',"CarbonKg":12.5'),
      'NewColumn',
      'CarbonKg',
      'on 1 line, first in f.json, line 1',
    ],
    [
      'a text in the place of a number',
      line(',"UnitPrice":"12"'),
      'TypeChanged',
      'UnitPrice',
      'is no JSON number on 1 line',
    ],
    ['a number in the place of a text', line(',"SkuName":12'), 'TypeChanged', 'SkuName', 'is no JSON text on 1 line'],
    [
      'more decimals',
      line(`,"UnitPrice":0.${'1'.repeat(33)}`),
      'MoreDecimals',
      'UnitPrice',
      'up to 33 decimals, not 32, and does not fit its column on 1 line, first in f.json, line 1',
    ],
    [
      'a new kind of charge',
      line(',"ChargeType":"Barter"'),
      'NewValue',
      'ChargeType',
      'the new value "Barter" on 1 line',
    ],
    ['an attribute that is lost', line(''), 'LostColumn', 'ProductName', 'on none of 1 lines'],
  ])('tells of %s', async (_, text, code, column, words) => {
    const bed = analysisBed({ tables });
    const version = await bed.land(BILLED, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'f.json': text } });
    await bed.analyse(BILLED);
    const { drift, state } = await bed.figures(BILLED, version);
    expect(drift.filter((one) => one.column === column)).toEqual([
      { code, column, message: expect.stringContaining(words) },
    ]);
    expect(state).toBe('done');
  });

  test.each([
    ['known kinds of charge in another casing', line(',"ChargeType":"ADDQUANTITY"')],
    ['no value', line(',"ChargeType":null,"UnitPrice":null')],
    ['zeros behind a number that fits', line(`,"UnitPrice":0.1${'0'.repeat(40)}`)],
  ])('leaves %s alone', async (_, text) => {
    const bed = analysisBed({ tables });
    const version = await bed.land(BILLED, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'f.json': text } });
    await bed.analyse(BILLED);
    const { drift } = await bed.figures(BILLED, version);
    expect(drift.filter(({ code }) => code !== 'LostColumn')).toEqual([]);
  });

  test('is not judged by what a basic set lacks', async () => {
    const bed = analysisBed({ tables });
    const basic = { ...BILLED, attributeSet: 'basic' } as const;
    const version = await bed.land(basic, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'f.json': line('') } });
    await bed.analyse(basic);
    expect((await bed.figures(basic, version)).drift).toEqual([]);
  });
});

describe('what keeps a version out of the table', () => {
  test.each([
    ['a line that is no object', `${line('')}[1]\n`, 'LineUnreadable', 'in f.json, line 2', '1.50'],
    ['half a line', `${line('')}{"CustomerId":`, 'LineUnreadable', 'in f.json, line 2', '1.50'],
    [
      'an amount with too many decimals',
      line('') + line('').replace('1.5', `0.${'3'.repeat(21)}`),
      'TableInexact',
      'BillingPreTaxTotal does not fit its column exactly in f.json, line 2',
      `1.8${'3'.repeat(20)}`,
    ],
    [
      'an amount of more digits than a column holds',
      line('').replace('1.5', '1e19'),
      'TableInexact',
      'line 1',
      '10000000000000000000.00',
    ],
    ['an amount that is a text', line('') + line('').replace('1.5', '"7"'), 'TableInexact', 'line 2', '1.50'],
  ])('%s is told, counted, and does not spoil the sums', async (_, text, code, words, sum) => {
    const bed = analysisBed({ tables });
    const version = await bed.land(BILLED, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'f.json': text } });
    const end = await bed.analyse(BILLED);
    const figures = await bed.figures(BILLED, version);
    expect(figures).toMatchObject({ state: 'failed', table: null, warnings: [{ code }] });
    expect(figures.warnings[0]?.message).toContain(words);
    expect(figures.sums[0]?.sum).toBe(sum);
    expect(end.ended).toMatchObject({ state: 'failed', warnings: [{ code }] });
  });
});

test('a file that is too large is not read, told, and remembered', async () => {
  const bed = analysisBed();
  const version = await bed.land(BILLED, { createdDateTime: '2026-11-08T05:30:00Z', files: { 'f.json': line('') } });
  bed.services.bundles = async () => [[{ index: 0, name: 'f.json', bytes: MOST_FILE_BYTES + 1 }]];
  const warnings = [{ code: 'AnalysisTooLarge', message: expect.stringContaining('"f.json"') }];
  expect((await bed.analyse(BILLED, { runId: 'one' })).ended).toEqual({ version, state: 'failed', warnings });
  expect(await bed.figures(BILLED, version)).toMatchObject({
    state: 'failed',
    lines: 1,
    sums: [],
    groups: null,
    warnings,
  });
  expect(bed.blobs.calls.filter((call) => call.startsWith('stream'))).toEqual([]);
  expect((await bed.analyse(BILLED, { runId: 'two' })).ended).toMatchObject({ untouched: true });
});
