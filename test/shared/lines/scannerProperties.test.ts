import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDecimal, powerOfTen } from '../../../shared/decimal.ts';
import { BED_ATTRIBUTES, scan, type Value } from './scanBed.ts';

/**
 * The scanner against `JSON.parse`: what is a line, and what its values are, is decided by the engine's own parser, and the rules of the
 * columns are applied to its answer. Only where a member stands in its line comes from the generator.
 */

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '',
    'a',
    'EUR',
    '2026-10-31',
    '2026-10-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '"',
    '\\',
    '\ud83d',
    'é',
  ),
);
const jsonText = fc.oneof(
  text.map((value) => JSON.stringify(value)),
  // Every character as an escape, casing of hexadecimal digits mixed.
  text.map(
    (value) =>
      `"${Array.from({ length: value.length }, (_, i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`,
  ),
);
const digits = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'0012345678999'), minLength: 1, maxLength });
const jsonNumber = fc
  .tuple(fc.constantFrom('', '-'), digits(20), fc.option(digits(36)), fc.option(fc.integer({ min: -40, max: 40 })))
  .map(
    ([sign, whole, fraction, exponent]) =>
      `${sign}${BigInt(whole)}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `E${exponent}`}`,
  );
const blank = fc.constantFrom('', '', '', ' ', '\t', '  ');
const nested = fc.json({ maxDepth: 4 });
const value = fc.oneof(
  jsonText,
  jsonNumber,
  nested,
  fc.constantFrom('null', 'true', 'false', '[]', '{}', '""', '1.0E-7'),
);
const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...BED_ATTRIBUTES.map(({ name }) => name)) },
  fc.constantFrom('TEXT', 'rate', 'aMOUNT', 'New', '__proto__', 'Landing'),
  text,
);
const jsonKey = key.chain((name) =>
  fc.constantFrom(JSON.stringify(name), JSON.stringify(name).replace(/[a-z]/, escaped)),
);
const member = fc.record({ key: jsonKey, value, blanks: fc.tuple(blank, blank, blank, blank) });
type Member = { key: string; value: string; blanks: readonly string[] };
const line = fc.array(member, { maxLength: 12 });

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function lineOf(members: readonly Member[]): string {
  return `{${members.map(({ key, value, blanks: [a, b, c, d] }) => `${a}${key}${b}:${c}${value}${d}`).join(',')}}`;
}

/** The JSON text that counts for a column: of the exact spelling the last, or else of the other casings the last. */
function counting(members: readonly Member[], column: string): string | undefined {
  const names = members.map((candidate) => ({ name: String(JSON.parse(candidate.key)), value: candidate.value }));
  const last = names.findLast(({ name }) => name === column);
  return (last ?? names.findLast(({ name }) => asciiLower(name) === asciiLower(column)))?.value;
}

function asciiLower(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** What a column holds of a JSON text; undefined when the value does not fit. */
function expected(type: (typeof BED_ATTRIBUTES)[number]['type'], json: string): Value | undefined {
  const parsed: unknown = JSON.parse(json);
  if (parsed === null) return null;
  if (type.type === 'string') return typeof parsed === 'string' ? parsed.toWellFormed() : json;
  if (parsed === '') return null;
  if (type.type === 'decimal') return typeof parsed === 'number' ? fitting(json, type.scale) : undefined;
  if (typeof parsed !== 'string') return undefined;
  if (type.type === 'date') return /^\d{4}-\d\d-\d\d(T00:00:00.000Z)?$/.test(parsed) ? parsed.slice(0, 10) : undefined;
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(parsed) ? BigInt(Date.parse(parsed)) * 1000n : undefined;
}

function fitting(json: string, scale: number): bigint | undefined {
  const exact = parseDecimal(json);
  if (!exact) throw new Error(`${json} is no number`);
  const scaled = exact.unscaled * powerOfTen(scale);
  const whole = scaled / powerOfTen(exact.scale);
  const fits = whole * powerOfTen(exact.scale) === scaled && whole < powerOfTen(38) && whole > -powerOfTen(38);
  return fits ? whole : undefined;
}

test('every line that JSON allows is read as JSON.parse reads it, beside any other line', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 4 }),
      (lines, chunkBytes, rowsPerBatch) => {
        // Each line comes twice, so that it is also compared with one of the same bytes.
        const twice = lines.flatMap((members) => [members, members]);
        const { rows, report } = scan({ file: twice.map(lineOf).join('\n') }, { chunkBytes, rowsPerBatch });
        expect(report).toMatchObject({ lines: twice.length, rows: twice.length, unreadable: 0 });
        for (const [index, members] of twice.entries()) {
          const row = rows[index] ?? {};
          const parsed: Record<string, unknown> = JSON.parse(lineOf(members));
          const misfits = new Map<string, unknown>();
          for (const { name, type } of BED_ATTRIBUTES) {
            const json = counting(members, name);
            const fits = json === undefined ? null : expected(type, json);
            expect([name, row[name]]).toEqual([name, fits ?? null]);
            if (fits === undefined && json !== undefined) misfits.set(name, JSON.parse(json));
          }
          for (const name of Object.keys(parsed)) {
            const known = BED_ATTRIBUTES.some((column) => asciiLower(column.name) === asciiLower(name));
            if (!known) misfits.set(name, Object.getOwnPropertyDescriptor(parsed, name)?.value);
          }
          const unfit: unknown = JSON.parse(String(row.LandingUnfit ?? '{}'));
          expect(Object.getOwnPropertyNames(unfit).sort()).toEqual([...misfits.keys()].sort());
          for (const [name, value] of misfits) {
            expect(Object.getOwnPropertyDescriptor(unfit, name)?.value).toEqual(value);
          }
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('what is no line for JSON.parse is none for the scanner, and the other way round', () => {
  const noise = fc.constantFrom(
    ...'{}[]",:\\0-.eEtfn u\u0001\t\u007f é'.split(''),
    '"Text":',
    '\ufeff',
    '1',
    'null',
    '\\u00',
    '\ud83d',
  );
  const mutated = fc
    .tuple(line, fc.array(fc.tuple(fc.nat(200), fc.nat(3), noise), { minLength: 1, maxLength: 3 }))
    .map(([members, changes]) =>
      changes.reduce(
        (json, [at, taken, put]) =>
          json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + taken),
        lineOf(members),
      ),
    );
  fc.assert(
    fc.property(mutated, fc.integer({ min: 1, max: 100 }), (json, chunkBytes) => {
      // A first line keeps the BOM away from the beginning of the file.
      const { rows, report } = scan({ file: `{"Text":"a"}\n${json}\n{"Text":"z"}\n` }, { chunkBytes });
      const readable = isObject(Buffer.from(json).toString());
      const blank = /^[ \t\r]*$/.test(json);
      expect(report).toMatchObject({ lines: 3, unreadable: readable || blank ? 0 : 1, blank: blank ? 1 : 0 });
      expect(rows).toHaveLength(readable ? 3 : 2);
      expect(rows.at(-1)?.Text).toBe('z');
    }),
    { numRuns: 3000 },
  );
});

test('any bytes at all: as many lines as newlines, and what can be decoded is read as the decoded text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const content = Buffer.concat([Buffer.from('{"Text":"'), bytes, Buffer.from('"}\n')]);
      const { rows, report } = scan({ file: content }, { chunkBytes: 16 });
      expect(report.lines).toBe(content.filter((byte) => byte === 10).length);
      if (bytes.includes(10)) return;
      const decoded = content.toString().slice(0, -1);
      if (!isObject(decoded)) expect(report.unreadable).toBe(1);
      else if (JSON.parse(decoded).Text !== undefined)
        expect(rows[0]?.Text).toBe(JSON.parse(decoded).Text.toWellFormed());
    }),
    { numRuns: 1000 },
  );
});

function isObject(json: string): boolean {
  try {
    const parsed: unknown = JSON.parse(json);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
