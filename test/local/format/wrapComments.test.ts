import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { wrapComments } from '../../../local/format/wrapComments.ts';

const WIDTH = 20;
const wrapped = (...lines: string[]) => wrapComments(lines.join('\n'), WIDTH).split('\n');

describe('comments that go beyond the line', () => {
  test.each<[string, string[], string[]]>([
    ['short ones stay', ['// one', '/** two */', 'code();'], ['// one', '/** two */', 'code();']],
    ['a line', ['  // one two three four five'], ['  // one two three', '  // four five']],
    [
      'with the rest of its paragraph',
      ['// one two three four', '// five', '// six'],
      ['// one two three', '// four five six'],
    ],
    ['from the long line on', ['// one', '// one two three four five'], ['// one', '// one two three', '// four five']],
    [
      'one of one line becomes a block',
      ['  /** one two three four */'],
      ['  /**', '   * one two three', '   * four', '   */'],
    ],
    ['a block', ['/**', ' * one two three four five', ' */'], ['/**', ' * one two three', ' * four five', ' */']],
    [
      'lists, tags and words to tools stay',
      ['/**', ' * one two three four', ' * - five', ' */', '// biome-ignore one two three'],
      ['/**', ' * one two three', ' * four', ' * - five', ' */', '// biome-ignore one two three'],
    ],
    [
      'a long word stays whole',
      ['// a https://a.example/bbbbbbbbbbbb c'],
      ['// a', '// https://a.example/bbbbbbbbbbbb', '// c'],
    ],
    ['code is not touched', ["const a = '// one two three four';"], ["const a = '// one two three four';"]],
  ])('%s', (_what, before, after) => {
    expect(wrapped(...before)).toEqual(after);
  });

  test('lose no word, and are wrapped once and for all', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abc.'), minLength: 1, maxLength: 9 });
    const text = fc.array(word, { minLength: 1, maxLength: 20 }).map((words) => words.join(' '));
    const comment = fc.oneof(
      text.map((words) => `// ${words}`),
      text.map((words) => `/** ${words} */`),
      text.map((words) => `/**\n * ${words}\n */`),
    );
    const words = (source: string) =>
      source
        .replace(/^\s*(?:\/\/|\/?\*\*?\/?)|\*\/$/gm, ' ')
        .split(/\s+/)
        .filter(Boolean);
    fc.assert(
      fc.property(fc.array(comment), (comments) => {
        const source = comments.join('\ncode();\n');
        const once = wrapComments(source, WIDTH);
        expect(words(once)).toEqual(words(source));
        expect(wrapComments(once, WIDTH)).toBe(once);
        expect(Math.max(...once.split('\n').map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
      }),
    );
  });
});
