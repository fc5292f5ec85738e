import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Tally } from '../../../shared/copy/tally.ts';

function tallyOf(chunks: readonly Buffer[]): { bytes: number; lines: number } {
  const tally = new Tally();
  for (const chunk of chunks) tally.add(chunk);
  return { bytes: tally.bytes, lines: tally.lines };
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
