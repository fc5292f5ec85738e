import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import {
  RECONCILIATION_ATTRIBUTES,
  RECONCILIATION_BASIC,
  USAGE_ATTRIBUTES,
  USAGE_BASIC,
} from '../../../local/simulators/data/attributes.ts';
import { type ContentOptions, gzipped, lineChunks } from '../../../local/simulators/data/content.ts';
import type { Subject } from '../../../local/simulators/data/subject.ts';

const BILLED: Subject = {
  kind: 'billedUsage',
  attributeSet: 'full',
  tenantId: 'tenant',
  invoiceId: 'G000000001',
  currencyCode: 'EUR',
  month: '2026-02',
};
const { invoiceId: _, ...unbilled } = BILLED;
const UNBILLED: Subject = { ...unbilled, kind: 'unbilledUsage' };

function options(subject: Subject, unpackedBytes = 300_000, seed = 'seed'): ContentOptions {
  return { subject, seed, unpackedBytes };
}

function linesOf(subject: Subject): string[] {
  const text = Buffer.concat([...lineChunks(options(subject))]).toString('utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

async function packed(content: ContentOptions, members?: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of gzipped(content, members)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe('lines', () => {
  test.each([
    ['billed usage, full', BILLED, USAGE_ATTRIBUTES, 55],
    ['billed usage, basic', { ...BILLED, attributeSet: 'basic' as const }, USAGE_BASIC, 29],
    ['unbilled usage', UNBILLED, USAGE_ATTRIBUTES.filter((name) => name !== 'InvoiceNumber'), 54],
    [
      'billed reconciliation, full',
      { ...BILLED, kind: 'billedReconciliation' as const },
      RECONCILIATION_ATTRIBUTES,
      47,
    ],
    [
      'billed reconciliation, basic',
      { ...BILLED, kind: 'billedReconciliation' as const, attributeSet: 'basic' as const },
      RECONCILIATION_BASIC,
      35,
    ],
  ])('of %s parse, keep to the order of the attributes and never hold null', (_name, subject, attributes, most) => {
    const lines = linesOf(subject).map((line): Record<string, unknown> => JSON.parse(line));
    expect(lines.length).toBeGreaterThan(100);
    expect(Math.max(...lines.map((line) => Object.keys(line).length))).toBe(most);
    for (const line of lines) {
      const keys = Object.keys(line);
      expect(keys).toEqual(attributes.filter((name) => keys.includes(name)));
      expect(Object.values(line)).not.toContain(null);
    }
  });

  test('hold numbers with all their decimals as raw text', () => {
    const text = linesOf(BILLED).join('\n');
    expect(text).toMatch(/"UnitPrice":\d\.\d{32},/);
    expect(text).toMatch(/"BillingPreTaxTotal":\d+\.\d{20},/);
    expect(text).toMatch(/"Quantity":\d+\.\d{18},/);
    expect(text).toMatch(/"CreditPercentage":100\.0{28},/);
    expect(text).toMatch(/"Quantity":0E-18,/);
    expect(text).toMatch(/:[1-9](\.\d+)?E-[789],/);
  });

  test('leave the percentages out where no credit applies', () => {
    const without = linesOf(BILLED).filter((line) => line.includes('"CreditType":"Credit Not Applied"'));
    expect(without.length).toBeGreaterThan(0);
    expect(without.filter((line) => line.includes('Percentage"'))).toEqual([]);
  });

  test('tie to one another: the total is what price, quantity and rate make', () => {
    for (const line of linesOf(BILLED).slice(0, 50)) {
      const { EffectiveUnitPrice: price, Quantity: quantity, PricingPreTaxTotal: total } = JSON.parse(line);
      expect(total).toBeCloseTo(price * quantity, 6);
    }
  });

  test('carry text beyond ASCII, quotes and escaped line breaks', () => {
    const text = linesOf(BILLED).join('\n');
    for (const awkward of ['Müller & Söhne', 'サンプル', '\\"Quoted\\"', 'Two\\nLines', 'Back\\\\slash']) {
      expect(text).toContain(awkward);
    }
  });

  test('of usage lie in the month that is billed', () => {
    const days = linesOf(BILLED).map((line): string => JSON.parse(line).UsageDate);
    expect(days.every((day) => /^2026-02-(0[1-9]|1\d|2[0-8])$/.test(day))).toBe(true);
  });
});

describe('files', () => {
  test('are the same for the same subject and seed, and others for others', () => {
    const hash = (content: ContentOptions) =>
      createHash('sha256')
        .update(Buffer.concat([...lineChunks(content)]))
        .digest('hex');
    const one = hash(options(BILLED));
    expect(hash(options(BILLED))).toBe(one);
    const others = [
      options(BILLED, 300_000, 'other'),
      options({ ...BILLED, invoiceId: 'G000000002' }),
      options(UNBILLED),
    ];
    expect(new Set([one, ...others.map(hash)]).size).toBe(4);
  });

  test.each([0, 1, 1_000_000])('reach %i bytes and end with the line that does', (unpackedBytes) => {
    const content = Buffer.concat([...lineChunks(options(BILLED, unpackedBytes))]);
    expect(content.length).toBeGreaterThanOrEqual(unpackedBytes);
    expect(content.subarray(0, -1).lastIndexOf('\n') + 1).toBeLessThanOrEqual(unpackedBytes);
  });

  test.each([1, 2, 7])('unpack to their lines, packed as %i members', async (members) => {
    const content = options(BILLED, 1_000_000);
    const gzip = await packed(content, members);
    expect(gunzipSync(gzip).equals(Buffer.concat([...lineChunks(content)]))).toBe(true);
    expect(memberStarts(gzip)).toBe(members);
    expect(gzip.equals(await packed(content, members))).toBe(true);
  });

  test('that are empty are an empty member', async () => {
    const gzip = await packed(options(BILLED, 0));
    expect(gzip.length).toBe(20);
    expect(gunzipSync(gzip).length).toBe(0);
  });

  test('are made as they are read: the first lines of a terabyte come at once', () => {
    const chunks = lineChunks(options(BILLED, 1e12));
    expect(chunks.next().value?.length).toBeGreaterThan(200_000);
    chunks.return();
  });
});

/** Counts the headers `1f 8b 08 00` with no time and no extra flags that Node writes. */
function memberStarts(gzip: Buffer): number {
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0]);
  let count = 0;
  for (let at = gzip.indexOf(header); at >= 0; at = gzip.indexOf(header, at + 1)) {
    count += 1;
  }
  return count;
}
