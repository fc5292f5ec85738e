import { describe, expect, test } from '@jest/globals';
import { Cron } from 'croner';
import fc from 'fast-check';
import { writtenOut } from '../../../local/host/ncrontab.ts';
import { ncrontab } from '../../../shared/settings/formats.ts';
import { manyRuns } from '../../support/manyRuns.ts';

/** What the settings accept, the local host can run and Azure accepts: three grammars that must not drift apart. */
const isAccepted = (text: string) => ncrontab.safeParse(text).success;
const isRun = (text: string) => {
  try {
    new Cron(writtenOut(text), { mode: '6-part', paused: true });
    return true;
  } catch {
    return false;
  }
};

const NAMES = [
  [],
  [],
  [],
  [],
  'January February March April May June July August September October November December'.split(' '),
  'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' '),
];
const BOUNDS = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

/**
 * NCrontab 3.3 in its own steps: split at blanks, at commas, at the first slash, at the first dash; a first digit means
 * a number, anything else a prefix of a name. Undefined: it refuses. (A step of 0 counts as 1, a step that is no 32-bit
 * number throws.)
 */
function azureValues(text: string): number[][] | undefined {
  const fields = text.split(' ').filter((field) => field !== '');
  if (fields.length !== 6) return undefined;
  const values = fields.map((field, kind) => {
    const [min, max] = BOUNDS[kind] ?? [0, 0];
    const found = new Set<number>();
    const value = (word: string) => {
      if (/^[0-9]/.test(word)) return /^[0-9]+$/.test(word) && Number(word) < 2 ** 31 ? Number(word) : Number.NaN;
      const index = (NAMES[kind] ?? []).findIndex(
        (name) => word !== '' && name.toLowerCase().startsWith(word.toLowerCase()),
      );
      return index < 0 ? Number.NaN : index + min;
    };
    for (let part of field.split(',')) {
      let step: number | undefined;
      const slash = part.indexOf('/');
      if (slash > 0) {
        const written = part.slice(slash + 1);
        step = /^[+-]?[0-9]+$/.test(written) ? Number(written) : Number.NaN;
        part = part.slice(0, slash);
      }
      const dash = part.indexOf('-');
      let [first, last]: [number, number] = [min, max];
      if (part !== '*') {
        first = value(dash > 0 ? part.slice(0, dash) : part);
        last = dash > 0 ? value(part.slice(dash + 1)) : step === undefined ? first : max;
      }
      if (first > last) [first, last] = [last, first];
      if (!(first >= min && last <= max) || Number.isNaN(step) || Math.abs(step ?? 0) >= 2 ** 31) return undefined;
      for (let one = first; one <= last; one += Math.max(1, step ?? 1)) found.add(one);
    }
    return [...found].sort((a, b) => a - b);
  });
  return values.every((one) => one !== undefined) ? values : undefined;
}

const word = fc.oneof(
  { weight: 6, arbitrary: fc.nat(60).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('00', '007', '99', '', 'x', 'L', '?', '5W', '1#2', '99999999999') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('Jan', 'january', 'Decem', 'MAR', 'Sun', 'satur', 'Fri', 'Fried', 'Ju', 'S'),
  },
);
const part = fc.oneof(
  { weight: 3, arbitrary: fc.constant('*') },
  { weight: 4, arbitrary: word },
  { weight: 2, arbitrary: fc.tuple(word, word).map((both) => both.join('-')) },
);
const stepped = fc.oneof(
  { weight: 4, arbitrary: part },
  { weight: 1, arbitrary: fc.tuple(part, fc.oneof(fc.nat(70).map(String), word)).map((both) => both.join('/')) },
);
const field = fc.oneof(
  { weight: 5, arbitrary: fc.constant('*') },
  { weight: 5, arbitrary: fc.array(stepped, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(',')) },
);
const separator = fc.oneof(
  { weight: 20, arbitrary: fc.constant(' ') },
  { weight: 1, arbitrary: fc.constantFrom('  ', '\t', '\n', '') },
);
/** Right ones as often as wrong ones. */
const rightField = (kind: number) => {
  const [min, max] = BOUNDS[kind] ?? [0, 0];
  const value = fc
    .integer({ min, max })
    .map((number) => NAMES[kind]?.[number - min]?.slice(0, 3 + (number % 3)) ?? String(number));
  const range = fc.tuple(value, value).map((both) => both.join('-'));
  const one = fc.oneof(fc.constant('*'), value, range);
  const step = fc.tuple(one, fc.integer({ min: 1, max: 70 })).map((both) => both.join('/'));
  return fc.array(fc.oneof(one, step), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(','));
};
const right = fc.tuple(...[0, 1, 2, 3, 4, 5].map(rightField)).map((fields) => fields.join(' '));
const expression = fc.oneof(
  right,
  fc
    .tuple(fc.array(field, { minLength: 5, maxLength: 7 }), fc.array(separator, { minLength: 7, maxLength: 7 }))
    .map(([fields, separators]) => fields.map((one, index) => (index === 0 ? one : separators[index] + one)).join('')),
  fc.string({ maxLength: 20 }),
);

const listOf = (text: string) => writtenOut(text).split(' ');

describe('a schedule', () => {
  test('is accepted exactly when the local host can run it, and only when Azure accepts it and means the same', () => {
    let accepted = 0;
    fc.assert(
      fc.property(expression, (written) => {
        // As the settings are read.
        const text = written.trim();
        const isGood = isAccepted(text);
        expect([text, isRun(text)]).toEqual([text, isGood]);
        if (!isGood) return;
        accepted++;
        const meant = azureValues(text)?.map((values, kind) => {
          const [min, max] = BOUNDS[kind] ?? [0, 0];
          return values.length === max - min + 1 ? '*' : values.join(',');
        });
        expect([text, listOf(text)]).toEqual([text, meant]);
      }),
      manyRuns,
    );
    // About three in ten are; of a hundred there may be a good many fewer.
    expect(accepted).toBeGreaterThan(manyRuns.numRuns / 10);
  });

  test('that Azure accepts is refused only for a step of 0 or a short name', () => {
    fc.assert(
      fc.property(expression, (text) => {
        const isOdd = /\/[+-]?0*(?:,| |$)|\/[+-]/.test(text) || /(?<![A-Za-z])[A-Za-z]{1,2}(?![A-Za-z])/.test(text);
        fc.pre(azureValues(text) !== undefined && !isOdd);
        expect([text, isAccepted(text.trim())]).toEqual([text, true]);
      }),
      manyRuns,
    );
  });

  test.each([
    ['0 5/15 * * * *', '0 5,20,35,50 * * * *'],
    ['0 0 9-17/2 * Jan-March Mon-Fri', '0 0 9,11,13,15,17 * 1,2,3 1,2,3,4,5'],
    ['0 0 0 * december SUNDAY', '0 0 0 * 12 0'],
    ['0 0 0 * * Fri-Mon', '0 0 0 * * 1,2,3,4,5'],
    ['*/20 59-58 0 31 */6 *', '0,20,40 58,59 0 31 1,7 *'],
    ['0  0 0 1,1,2 Nov/1 0-6', '0 0 0 1,2 11,12 *'],
  ])('%s means %s', (text, meant) => {
    expect(isAccepted(text)).toBe(true);
    expect(writtenOut(text)).toBe(meant);
  });

  test('runs at the moments that are written out', () => {
    const next = (text: string) =>
      new Cron(writtenOut(text), { mode: '6-part', timezone: 'UTC', domAndDow: true, paused: true })
        .nextRuns(3, new Date('2026-11-08T06:00:00Z'))
        .map((date) => date.toISOString().slice(0, 16));
    expect(next('0 5/25 6 * * *')).toEqual(['2026-11-08T06:05', '2026-11-08T06:30', '2026-11-08T06:55']);
    expect(next('0 0 0 13 * Friday')).toEqual(['2026-11-13T00:00', '2027-08-13T00:00', '2028-10-13T00:00']);
  });
});
