import { expect, test } from '@jest/globals';
import { proofRows } from '../../../local/cli/proofReport.ts';
import { prove } from '../../shared/proof/model/prove.ts';
import { sample } from '../../shared/proof/model/sampleInvoice.ts';

test('a proof is told in a few words', async () => {
  const invoice = sample();
  expect(proofRows(await prove(invoice))).toEqual([
    ['proof', 'proved'],
    ['invoice', `${invoice.totalCharges} EUR, which is the sum of the lines, tax included`],
    ['usage', expect.stringMatching(/^4 groups compared, 4 within rounding; 0\.\d+ EUR in all$/)],
  ]);
});

test('what is missing is named, three groups of it', async () => {
  const rows = proofRows(await prove({ ...sample(), usage: [] }));
  expect(rows[0]).toEqual(['proof', 'usageMissing: usage is missing']);
  expect(rows.filter(([label]) => label === '')).toHaveLength(3);
  expect(rows.at(-1)?.[1]).toMatch(/^\S+ DZH\d\/0001: -?\d+\.\d+, usageMissing$/);
});

test('a total that ties to nothing, or is not known', async () => {
  expect(proofRows(await prove({ ...sample(), totalCharges: '1.00' }))[1]?.[1]).toMatch(
    /^1\.00 EUR, from which the lines differ by/,
  );
  const { totalCharges: _, ...unknown } = sample();
  expect(proofRows(await prove(unknown))[0]).toEqual([
    'proof',
    "pending: the invoice's total is not known yet; discovery brings it",
  ]);
});

test('nothing is told while one of both kinds has not landed', async () => {
  expect(proofRows(await prove({ ...sample(), usage: 'absent' }))).toEqual([]);
});
