import { describe, expect, test } from '@jest/globals';
import { LineScanner, MAX_LINE_BYTES } from '../../../shared/lines/lineScanner.ts';
import { MAX_FAULTS, MAX_UNKNOWN } from '../../../shared/lines/scanReport.ts';
import { BED_ATTRIBUTES, scan } from './scanBed.ts';

/** The first row of one line, without lineage. */
function row(line: string | Uint8Array) {
  const { rows, report } = scan({ file: line });
  expect(report.unreadable).toBe(0);
  expect(rows).toHaveLength(1);
  const { LandingVersion: _version, LandingFile: _file, LandingLine: _line, ...values } = rows[0] ?? {};
  return values;
}

const EMPTY = { ...Object.fromEntries(BED_ATTRIBUTES.map(({ name }) => [name, null])), LandingUnfit: null };

describe('what stands in a line is what stands in the row', () => {
  test.each<[string, string, object]>([
    [
      'all types',
      '{"Text":"a","Amount":-12.5,"Currency":"EUR","Rate":1e-32,"Day":"2026-10-31","Moment":"2026-10-01T00:00:00.000Z"}',
      {
        Text: 'a',
        Amount: -1250000000000000000000n,
        Currency: 'EUR',
        Rate: 1n,
        Day: '2026-10-31',
        Moment: 1790812800000000n,
      },
    ],
    ['an empty object', '{}', {}],
    ['blanks everywhere', ' \t{ "Text" : "a" ,\t"Rate" :\t0 } \r', { Text: 'a', Rate: 0n }],
    ['another order', '{"Rate":0,"Text":"a"}', { Text: 'a', Rate: 0n }],
    ['another casing', '{"TEXT":"a","rATE":0}', { Text: 'a', Rate: 0n }],
    ['a key in escapes', '{"\\u0054ext":"a"}', { Text: 'a' }],
    ['null', '{"Text":null,"Rate":null,"Day":null,"Moment":null}', {}],
    ['an empty text', '{"Text":"","Amount":"","Rate":"","Day":"","Moment":""}', { Text: '' }],
    ['escapes', '{"Text":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00"}', { Text: '"\\/\b\f\n\r\té😀' }],
    ['other scripts', '{"Text":"サンプル株式会社 😀"}', { Text: 'サンプル株式会社 😀' }],
    [
      'half a surrogate pair',
      '{"Text":"a\\ud83d","Other":"\\ude00\\ud83d"}',
      { Text: 'a\ufffd', Other: '\ufffd\ufffd' },
    ],
    [
      'what is no text, in a column of texts',
      '{"Text":["a", 1],"Other":{"b":null}}',
      { Text: '["a", 1]', Other: '{"b":null}' },
    ],
    ['a number in a column of texts', '{"Text":1.50,"Other":true}', { Text: '1.50', Other: 'true' }],
    [
      'of a key twice the last',
      '{"Text":"a","Rate":1,"Text":"b","Rate":"x","Rate":2}',
      { Text: 'b', Rate: 2n * 10n ** 32n },
    ],
    ['of a key twice the last, null', '{"Text":"a","Text":null}', {}],
    ['exact spelling before other casing', '{"Text":"a","TEXT":"b"}', { Text: 'a' }],
    ['exact spelling behind other casing', '{"tEXT":"b","TEXT":"c","Text":"a"}', { Text: 'a' }],
    ['of other casings the last', '{"tEXT":"b","TEXT":"c"}', { Text: 'c' }],
    ['an unknown attribute', '{"Text":"a","New":{"x" : [1e5]}}', { Text: 'a', LandingUnfit: '{"New":{"x" : [1e5]}}' }],
    ['of an unknown attribute twice the last', '{"New":1,"New":2,"new":3}', { LandingUnfit: '{"New":2,"new":3}' }],
    [
      'names that mean something elsewhere',
      '{"__proto__":1,"_file":"x","constructor":[],"":0,"LandingLine":7}',
      {
        LandingUnfit: '{"__proto__":1,"_file":"x","constructor":[],"":0,"LandingLine":7}',
      },
    ],
    ['a name in escapes', '{"a\\"\\u00e9\\ud800":1}', { LandingUnfit: '{"a\\"é\\ud800":1}' }],
    ['a text where a number belongs', '{"Rate":"12.50"}', { LandingUnfit: '{"Rate":"12.50"}' }],
    [
      'too many decimals',
      '{"Rate":0.000000000000000000000000000000001}',
      { LandingUnfit: '{"Rate":0.000000000000000000000000000000001}' },
    ],
    ['too many digits', '{"Rate":1000000}', { LandingUnfit: '{"Rate":1000000}' }],
    ['no day', '{"Day":"2026-02-30"}', { LandingUnfit: '{"Day":"2026-02-30"}' }],
    ['a number where a day belongs', '{"Day":20261031,"Moment":0}', { LandingUnfit: '{"Day":20261031,"Moment":0}' }],
    [
      'a day with its time',
      '{"Day":"2026-10-31T00:00:00.0000000Z","Moment":"2026-10-01T02:00:00+02:00"}',
      { Day: '2026-10-31', Moment: 1790812800000000n },
    ],
    ['a day in escapes', '{"Day":"2026\\u002d10-31"}', { Day: '2026-10-31' }],
    [
      'a time too fine',
      '{"Moment":"2026-10-01T00:00:00.0000001Z"}',
      { LandingUnfit: '{"Moment":"2026-10-01T00:00:00.0000001Z"}' },
    ],
    ['misfits in other casing and twice', '{"day":"x","DAY":"y"}', { LandingUnfit: '{"Day":"y"}' }],
    ['a misfit that a better spelling replaces', '{"DAY":"x","Day":"2026-10-31"}', { Day: '2026-10-31' }],
    [
      'nested values of no attribute',
      '{"a":[],"b":{},"c":[[],{}],"d":[{"e":[1,{"f":"}]"}]}]}',
      {
        LandingUnfit: '{"a":[],"b":{},"c":[[],{}],"d":[{"e":[1,{"f":"}]"}]}]}',
      },
    ],
  ])('%s', (_case, line, expected) => {
    expect(row(line)).toEqual({ ...EMPTY, ...expected });
  });

  test('bytes that are no UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('{"Text":"a'), Buffer.from([0xff, 0xc3]), Buffer.from('b","Other":"é"}')]);
    expect(row(bytes)).toMatchObject({ Text: 'a\ufffd\ufffdb', Other: 'é' });
  });

  test('half a character at the end of one text and the other half in the next', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"Text":"a'),
      Buffer.from([0xc3]),
      Buffer.from('"}\n{"Text":"'),
      Buffer.from([0xa9]),
      Buffer.from('"}\n'),
    ]);
    expect(scan({ file: bytes }).rows.map(({ Text }) => Text)).toEqual(['a\ufffd', '\ufffd']);
  });
});

describe('an amount that does not fit keeps the version out of the table', () => {
  test.each([
    ['33 decimals', '0.000000000000000000000000000000001'],
    ['19 digits before the point', '1000000000000000000.00'],
    ['a text', '"12.50"'],
    ['an array', '[]'],
  ])('%s', (_case, json) => {
    const { rows, report, unfitAmounts } = scan({ a: '{"Amount":1}\n', b: `\n{"Text":"x","Amount":${json}}\n` });
    expect(report.faults).toEqual([{ code: 'TableInexact', column: 'Amount', file: 'b', line: 2 }]);
    expect(report).toMatchObject({ rows: 2, unreadable: 0, inexact: 1 });
    expect(rows[1]).toMatchObject({ Text: 'x', Amount: null, LandingUnfit: `{"Amount":${json}}` });
    expect(unfitAmounts).toEqual([json]);
  });

  test.each(['null', '""', '0E-20', '-0'])('%s fits', (json) => {
    expect(scan({ a: `{"Amount":${json}}` }).report).toMatchObject({ faults: [], inexact: 0 });
  });
});

describe('a line that is no JSON object is a fault, and the scan goes on', () => {
  test.each([
    ['an array', '[]'],
    ['a text', '"{}"'],
    ['a number', '1'],
    ['null', 'null'],
    ['half a line', '{"Text":"a'],
    ['no closing brace', '{"Text":"a"'],
    ['a comma too many', '{"Text":"a",}'],
    ['a comma first', '{,"Text":"a"}'],
    ['two commas', '{"Text":"a",,"Other":"b"}'],
    ['no comma', '{"Text":"a" "Other":"b"}'],
    ['no colon', '{"Text" "a"}'],
    ['no value', '{"Text":}'],
    ['no quotes', '{Text:"a"}'],
    ['single quotes', "{'Text':'a'}"],
    ['something behind', '{"Text":"a"} x'],
    ['two objects', '{"Text":"a"}{"Text":"b"}'],
    ['a raw control character', '{"Text":"a\u0001b"}'],
    ['a tab in a text', '{"Text":"a\tb"}'],
    ['an escape that is none', '{"Text":"\\x"}'],
    ['an escape cut short', '{"Text":"\\u12"}'],
    ['a lone backslash', '{"Text":"a\\"}'],
    ['a leading zero', '{"Rate":01}'],
    ['a number cut short', '{"Rate":1.}'],
    ['a plus', '{"Rate":+1}'],
    ['NaN', '{"Rate":NaN}'],
    ['a word cut short', '{"Text":nul}'],
    ['a word too long', '{"Text":nulll}'],
    ['unclosed brackets', '{"New":[{"a":[1]}}'],
    ['crossed brackets', '{"New":[{"a":1]}}'],
    ['a comma in an array too many', '{"New":[1,]}'],
    ['a key in an array', '{"New":["a":1]}'],
    ['a value alone in an object', '{"New":{1}}'],
    ['a vertical tab', '\u000b{"Text":"a"}'],
    ['a non-breaking space', '\u00a0{"Text":"a"}'],
    ['a NUL', '\u0000'],
    ['a BOM that is not at the beginning', '\ufeff{"Text":"a"}'],
  ])('%s', (_case, line) => {
    const { rows, report } = scan({ first: '{"Text":"1"}\n', file: `{"Text":"2"}\n${line}\n\n{"Text":"2"}` });
    expect(report.faults).toEqual([{ code: 'LineUnreadable', file: 'file', line: 2 }]);
    expect(report).toMatchObject({ lines: 5, rows: 3, blank: 1, unreadable: 1 });
    expect(rows.map(({ Text, Other, LandingFile, LandingLine }) => [Text, Other, LandingFile, LandingLine])).toEqual([
      ['1', null, 'first', 1n],
      ['2', null, 'file', 1n],
      ['2', null, 'file', 4n],
    ]);
  });

  test('nothing of it is left: no value, no count, no misfit', () => {
    const good = '{"Text":"a","Rate":1.5}';
    const bad = '{"Other":"b","Rate":2.123,"Amount":"x","New":1,"Day":"x","Moment":"2026-10-01T00:00:00Z"';
    const { rows, report } = scan({ file: `${good}\n${bad}\n${good}\n` });
    const clean = scan({ file: `${good}\n\n${good}\n` });
    expect(rows).toEqual(clean.rows);
    expect(report.columns).toEqual(clean.report.columns);
    expect(report.unknown).toEqual([]);
  });

  test('the first faults are named, all are counted', () => {
    const { report } = scan({ file: 'x\n'.repeat(MAX_FAULTS + 50) });
    expect(report.unreadable).toBe(MAX_FAULTS + 50);
    expect(report.faults).toHaveLength(MAX_FAULTS);
    expect(report.faults.at(-1)).toMatchObject({ line: MAX_FAULTS });
  });
});

describe('files and lines', () => {
  test.each([
    ['LF', '{"Text":"a"}\n{"Text":"b"}\n', 2],
    ['CRLF', '{"Text":"a"}\r\n{"Text":"b"}\r\n', 2],
    ['no newline at the end', '{"Text":"a"}\n{"Text":"b"}', 2],
    ['a BOM', '\ufeff{"Text":"a"}\n{"Text":"b"}\n', 2],
    ['a BOM and a blank line', '\ufeff\r\n{"Text":"a"}\n{"Text":"b"}\n', 3],
    ['blank lines', '\n{"Text":"a"}\n \t\r\n{"Text":"b"}\n\n', 5],
    ['blanks without a newline at the end', '{"Text":"a"}\n{"Text":"b"}\n  ', 3],
  ])('%s', (_case, content, lines) => {
    for (const chunkBytes of [1, 2, 3, 7, 1000]) {
      const { rows, report } = scan({ file: content }, { chunkBytes });
      expect(rows.map(({ Text }) => Text)).toEqual(['a', 'b']);
      expect(report).toMatchObject({ lines, rows: 2, blank: lines - 2, unreadable: 0 });
    }
  });

  test('no file, empty files', () => {
    expect(scan({}).report).toMatchObject({ lines: 0, rows: 0, blank: 0 });
    expect(scan({ a: '', b: '{"Text":"b"}', c: '' }).rows).toMatchObject([{ LandingFile: 'b', LandingLine: 1n }]);
  });

  test('each row names its version, file and line, in batches of any size', () => {
    const files = { a: '{"Text":"1"}\n\n{"Text":"2"}', b: '{"Text":"3"}\n', c: '\n\n{"Text":"4"}\n{"Text":"5"}\n' };
    for (const rowsPerBatch of [1, 2, 3, 100]) {
      const { rows, batches } = scan(files, { rowsPerBatch });
      expect(batches).toBe(Math.ceil(5 / rowsPerBatch));
      expect(rows.map(({ Text, LandingFile, LandingLine }) => `${Text}${LandingFile}${LandingLine}`)).toEqual([
        '1a1',
        '2a3',
        '3b1',
        '4c3',
        '5c4',
      ]);
      for (const { LandingVersion } of rows) expect(LandingVersion).toBe('20261101T000000Z-0a1b2c3d');
    }
  });
});

describe('what a line has in common with the line before', () => {
  test.each([
    ['a number that goes on', ['{"Rate":12,"Text":"a"}', '{"Rate":123,"Text":"a"}', '{"Rate":1,"Text":"a"}']],
    ['a text that goes on', ['{"Text":"a"}', '{"Text":"ab"}', '{"Text":""}', '{"Text":"a\\"b"}']],
    ['a member that was the last', ['{"Text":"a"}', '{"Text":"a","Other":"b"}', '{"Text":"a"}']],
    [
      'a member that is missing',
      ['{"Text":"a","Other":"b","Rate":1}', '{"Text":"a","Rate":1}', '{"Other":"b","Rate":1}'],
    ],
    [
      'a key twice with another between, then once',
      ['{"Text":"a","Other":"x","Text":"b"}', '{"Text":"a","Other":"x"}', '{"Text":"a","Other":"x","Text":"b"}'],
    ],
    ...[1, 2, 3, 4, 5].map((length): [string, string[]] => [
      `a number of ${length} digits that goes on, at any place of a word`,
      ['1234567', '123456', '12345', '1234', '123', '12', '1'].flatMap((number) => [
        `{"Text":"${'x'.repeat(length)}","Amount":${number.slice(0, length)},"Other":"a"}`,
        `{"Text":"${'x'.repeat(length)}","Amount":${number},"Other":"a"}`,
      ]),
    ]),
    [
      'a key twice, then once',
      ['{"Text":"a","Text":"b"}', '{"Text":"a"}', '{"Text":"a","Text":"b"}', '{"Text":"a","Text":"b"}'],
    ],
    ['other casing twice', ['{"Text":"a","TEXT":"b"}', '{"Text":"a","TEXT":"b"}', '{"TEXT":"b"}', '{"TEXT":"b"}']],
    ['a misfit twice', ['{"Day":"x","New":1}', '{"Day":"x","New":1}', '{"Day":"x","New":2}']],
    [
      'an unknown attribute between',
      ['{"Text":"a","Other":"b"}', '{"Text":"a","New":1,"Other":"b"}', '{"Text":"a","New":1,"Other":"b"}'],
    ],
    ['null twice', ['{"Text":null,"Rate":null}', '{"Text":null,"Rate":null}', '{"Text":"null","Rate":0}']],
    ['blanks', ['{ "Text" : "a" , "Rate" : 1 }', '{ "Text" : "a" , "Rate" : 1 }', '{ "Text" :  "a", "Rate" : 1}']],
    ['a line cut short', ['{"Text":"a","Other":"b"}', '{"Text":"a","Oth', '{"Text":"a","Other":"b"}']],
    ['the beginning of a longer key', ['{"Text":"a"}', '{"Text2":"a"}', '{"Tex":"a"}']],
  ])('%s: each line is read as if it were alone', (_case, lines) => {
    const { rows } = scan({ file: lines.join('\n') });
    const alone = lines.flatMap((line, index) =>
      scan({ file: line }).rows.map((single) => ({ ...single, LandingLine: BigInt(index + 1) })),
    );
    expect(rows).toEqual(alone);
  });
});

test('the same line again and again, in batches of any size', () => {
  const line = '{"Text":"a","Amount":1.5,"Day":"2026-10-31","Moment":"2026-10-01T00:00:00Z"}';
  for (const rowsPerBatch of [1, 2, 3]) {
    const { rows } = scan({ file: `${line}\n`.repeat(7) }, { rowsPerBatch });
    expect(rows.map(({ LandingLine: _line, ...values }) => values)).toEqual(
      Array.from({ length: 7 }, () => ({
        ...row(line),
        LandingVersion: '20261101T000000Z-0a1b2c3d',
        LandingFile: 'file',
      })),
    );
  }
});

test('a text stands in the dictionary once, whatever its length', () => {
  const texts = Array.from({ length: 40 }, (_, index) => 'abcdefghij'.repeat(4).slice(0, index));
  const scanner = new LineScanner({ attributes: BED_ATTRIBUTES, version: 'v' });
  // What stands behind a text differs, and must not count.
  const lines = [
    ...texts.map((text) => `{"Text":"${text}","Other":"a"}\n`),
    ...texts.map((text) => `{"Other":"a","Text":"${text}"}\n`),
    ...texts.toReversed().map((text) => `{"Text":"${text}" }\n`),
  ];
  const [batch] = [...scanner.scan(Buffer.from(lines.join(''))), ...scanner.finish()];
  const vector = batch?.columns[0];
  expect(vector?.type === 'string' && vector.dictionary.size).toBe(texts.length);
});

describe('what was found', () => {
  test('of each column', () => {
    const file = [
      '{"Text":"a","Rate":1.500,"Day":"2026-10-31"}',
      '{"Text":1,"Rate":"x"}',
      '',
      '{"Rate":"","Day":null}',
      '{"Rate":1e-7,"Day":"x"}',
    ];
    const { report } = scan({ file: file.join('\n') });
    const of = (column: string) => report.columns.find(({ name }) => name === column);
    const at = (line: number) => ({ file: 'file', line });
    expect(of('Text')).toEqual({
      name: 'Text',
      present: 2,
      absent: 2,
      types: { string: 1, number: 1 },
      first: { string: at(1), number: at(2) },
      unfit: 0,
      mostDecimals: -1,
    });
    expect(of('Rate')).toMatchObject({
      present: 4,
      absent: 0,
      types: { number: 2, string: 1, null: 1 },
      first: { number: at(1), string: at(2), null: at(4) },
      unfit: 1,
      mostDecimals: 7,
    });
    expect(of('Day')).toMatchObject({ present: 3, absent: 1, types: { string: 2, null: 1 }, unfit: 1 });
    expect(of('Other')).toMatchObject({ present: 0, absent: 4, types: {}, first: {} });
  });

  test('of attributes that are not known, the first of many by name', () => {
    const many = Array.from({ length: MAX_UNKNOWN + 20 }, (_, index) => `"n${index}":${index}`).join(',');
    const { report } = scan({ a: '{"New":1}\n', b: `{"New":2,"x":3,"x":4}\n{${many}}\n` });
    expect(report.unknown.slice(0, 3)).toEqual([
      { name: 'New', lines: 2, first: { file: 'a', line: 1 } },
      { name: 'x', lines: 1, first: { file: 'b', line: 1 } },
      { name: 'n0', lines: 1, first: { file: 'b', line: 2 } },
    ]);
    expect(report.unknown).toHaveLength(MAX_UNKNOWN);
    expect(report.unknownMore).toBe(22);
  });
});

describe('hostile lines', () => {
  test('100,000 attributes', () => {
    const members = Array.from({ length: 100_000 }, (_, index) => `"a${index}":${index}`).join(',');
    const { rows, report } = scan({ file: `{${members},"Text":"a"}\n{"Text":"b"}\n` });
    expect(rows).toMatchObject([
      { Text: 'a', LandingUnfit: `{${members}}` },
      { Text: 'b', LandingUnfit: null },
    ]);
    expect(report.unknown).toHaveLength(MAX_UNKNOWN);
  });

  test('one attribute 100,000 times', () => {
    const members = Array.from({ length: 100_000 }, (_, index) => `"Text":"${index}"`).join(',');
    expect(row(`{${members}}`)).toEqual({ ...EMPTY, Text: '99999' });
  });

  test('brackets 100,000 deep', () => {
    const deep = `${'['.repeat(50_000)}${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(row(`{"Text":${deep},"New":${deep}}`)).toEqual({ ...EMPTY, Text: deep, LandingUnfit: `{"New":${deep}}` });
    expect(scan({ file: '{"Text":['.repeat(50_000) }).report.unreadable).toBe(1);
  });

  test('numbers of 10,000 digits', () => {
    const [digits, zeros] = ['9'.repeat(10_000), '0'.repeat(10_000)];
    expect(row(`{"Rate":${digits}}`)).toEqual({ ...EMPTY, LandingUnfit: `{"Rate":${digits}}` });
    expect(row(`{"Rate":0.5${zeros}}`)).toEqual({ ...EMPTY, Rate: 5n * 10n ** 31n });
    expect(row(`{"Rate":5${zeros}e-10000}`)).toEqual({ ...EMPTY, Rate: 5n * 10n ** 32n });
    expect(row(`{"Rate":0.${zeros}5e10000}`)).toEqual({ ...EMPTY, Rate: 5n * 10n ** 31n });
  });

  test('a line as long as a line may be, and one that is longer', () => {
    const text = (length: number) => `{"Text":"${'x'.repeat(length - '{"Text":""}'.length)}"}`;
    const file = [
      text(MAX_LINE_BYTES),
      '{"Text":"between"}',
      text(MAX_LINE_BYTES + 1),
      text(8 * MAX_LINE_BYTES),
      '{"Text":"behind"}',
    ];
    for (const chunkBytes of [64 * 1024, 4 * 1024 * 1024]) {
      const { rows, report } = scan({ file: file.join('\n') }, { chunkBytes });
      expect(rows.map(({ Text, LandingLine }) => [String(Text).length, LandingLine])).toEqual([
        [MAX_LINE_BYTES - '{"Text":""}'.length, 1n],
        ['between'.length, 2n],
        ['behind'.length, 5n],
      ]);
      expect(report.faults).toEqual([
        { code: 'LineUnreadable', file: 'file', line: 3, tooLong: true },
        { code: 'LineUnreadable', file: 'file', line: 4, tooLong: true },
      ]);
      expect(report.lines).toBe(5);
    }
  });

  test('a line that is too long and the last of its file', () => {
    const { report } = scan({ a: `{"Text":"${'x'.repeat(2 * MAX_LINE_BYTES)}`, b: '{"Text":"b"}' });
    expect(report).toMatchObject({ lines: 2, rows: 1, unreadable: 1 });
    expect(report.faults).toEqual([{ code: 'LineUnreadable', file: 'a', line: 1, tooLong: true }]);
  });

  test('batches end before their texts fill the memory', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `{"Text":"${String(index).padEnd(1024 * 1024, 'x')}"}`);
    const { rows, batches } = scan({ file: lines.join('\n') });
    expect(rows).toHaveLength(40);
    expect(batches).toBeGreaterThan(1);
  });
});
