import { expect, test } from '@jest/globals';
import { scanFiles } from '../../bench/scanFiles.ts';
import { int64At, textAt } from '../../shared/lines/batch.ts';
import { LineScanner } from '../../shared/lines/lineScanner.ts';
import { mergeReports } from '../../shared/lines/scanReport.ts';
import { BED_ATTRIBUTES, scan } from '../shared/lines/scanBed.ts';

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

test('files one after the other, batches across them', async () => {
  const scanner = new LineScanner({ attributes: BED_ATTRIBUTES, version: 'v', rowsPerBatch: 2 });
  const files = [
    { name: 'a', chunks: chunks('{"Text":', '"1"}\n{"Text"', ':"2"}') },
    { name: 'b', chunks: chunks('{"Text":"3"}') },
  ];
  const seen: unknown[] = [];
  for await (const batch of scanFiles(scanner, files)) {
    seen.push(
      Array.from({ length: batch.rows }, (_, row) => [
        textAt(batch, 0, row),
        textAt(batch, 9, row),
        int64At(batch, 10, row),
      ]),
    );
  }
  expect(seen).toEqual([
    [
      ['1', 'a', 1n],
      ['2', 'a', 2n],
    ],
    [['3', 'b', 1n]],
  ]);
});

test('reports of parts add up to that of the whole', () => {
  const parts = {
    a: '{"Text":"a","Rate":1.50,"New":1}\n\n{"Amount":"x"}\nbad\n',
    b: '{"Text":1,"Rate":2.123,"Newer":1,"New":[]}\n{"Text":null,"Rate":"z"}\n',
  };
  const merged = mergeReports(scan({ a: parts.a }).report, scan({ b: parts.b }).report);
  expect(merged).toEqual(scan(parts).report);
  expect(mergeReports(scan({}).report, merged)).toEqual(merged);
});
