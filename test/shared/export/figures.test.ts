import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  FIGURES,
  type Figures,
  mergedFigures,
  readFigures,
  sameFigures,
  startTally,
} from '../../../shared/export/figures.ts';

function tallyOf(chunks: readonly Buffer[]): { bytes: number; lines: number } {
  const tally = startTally();
  for (const chunk of chunks) tally.add(chunk);
  return tally.counted();
}

test.each([
  ['', 0],
  ['\n', 1],
  ['a', 1],
  ['a\n', 1],
  ['a\nb', 2],
  ['\n\n\n', 3],
  ['a\r\nb\r\n', 2],
])('%j has %i lines', (text, lines) => {
  expect(tallyOf([Buffer.from(text)])).toEqual({ bytes: text.length, lines });
});

test('bytes and lines are the same however the file is cut', () => {
  const chunk = fc.string({ unit: fc.constantFrom('a', '\n', 'é'), maxLength: 5 }).map((text) => Buffer.from(text));
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 8 }), (chunks) => {
      const whole = Buffer.concat(chunks);
      const lines = whole.toString().split('\n');
      expect(tallyOf(chunks)).toEqual({
        bytes: whole.length,
        lines: lines.at(-1) === '' ? lines.length - 1 : lines.length,
      });
    }),
  );
});

/** The table with one row more, as a later version would have it. */
const LATER = {
  ...FIGURES,
  longestChunk: {
    counter() {
      let value = 0;
      return {
        add(chunk: Buffer) {
          value = Math.max(value, chunk.length);
        },
        get value() {
          return value;
        },
      };
    },
    merge: Math.max,
    always: false,
  },
} as const satisfies Figures;

describe('a figure is one row', () => {
  test('by which it is counted', () => {
    const tally = startTally(LATER);
    for (const text of ['a\n', 'longer\n', 'b']) tally.add(Buffer.from(text));
    expect(tally.counted()).toEqual({ bytes: 10, lines: 3, longestChunk: 7 });
  });

  test('by which it is read, and unknown where an earlier version has not kept it', () => {
    const kept: Record<string, number> = { bytes: 1, lines: 2, longestChunk: 3, other: 4 };
    expect(readFigures((name) => kept[name], LATER)).toEqual({ bytes: 1, lines: 2, longestChunk: 3 });
    const { longestChunk: _, ...old } = kept;
    expect(readFigures((name) => old[name], LATER)).toEqual({ bytes: 1, lines: 2 });
    const { lines: __, ...strange } = kept;
    expect(readFigures((name) => strange[name], LATER)).toBeUndefined();
  });

  test('by which it is merged, and unknown as soon as one file does not know it', () => {
    const one = { bytes: 1, lines: 2, longestChunk: 3 };
    const other = { bytes: 10, lines: 20, longestChunk: 9 };
    expect(mergedFigures([one, other], LATER)).toEqual({ bytes: 11, lines: 22, longestChunk: 9 });
    expect(mergedFigures([one, { bytes: 10, lines: 20 }], LATER)).toEqual({ bytes: 11, lines: 22 });
    expect(mergedFigures([], LATER)).toEqual({ bytes: 0, lines: 0, longestChunk: 0 });
  });
});

test.each([
  [{ bytes: 1, lines: 2 }, true],
  [{ bytes: 1, lines: 3 }, false],
  [{ bytes: 2, lines: 2 }, false],
])('two counts agree in every figure that both know: %j', (other, same) => {
  expect(sameFigures({ bytes: 1, lines: 2 }, other)).toBe(same);
});

test('names of figures differ by more than case: a receipt keeps them in lower case', () => {
  const kept = Object.keys(FIGURES).map((name) => name.toLowerCase());
  expect(new Set(kept).size).toBe(kept.length);
});
