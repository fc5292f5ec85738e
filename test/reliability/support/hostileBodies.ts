import fc from 'fast-check';

/** Bodies that somebody careless, unlucky or hostile may send, as bytes. */
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const NAMES = [
  ...['kind', 'invoiceId', 'currencyCode', 'billingPeriod', 'attributeSet', 'force'],
  ...['invoiceIds', 'from', 'to', 'kinds', 'dryRun', 'month', 'runId', 'id'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '', '0', ' kind', 'KIND'],
];
const WORDS = [
  ...['billedUsage', 'unbilledUsage', 'billedReconciliation', 'unbilledReconciliation', 'full', 'basic', 'current'],
  ...['last', 'EUR', 'eur', 'EURO', 'G000000001', 'g000000001', 'G', 'D000000001', 'T1', `G${'9'.repeat(31)}`],
  ...[`G${'9'.repeat(32)}`, '2026-01-01', '2026-06-30', '2026-02-30', '0000-00-00', '9999-12-31', '__proto__'],
  ...['../../etc/passwd', 'G1/../../x', 'G1%2F..', 'G1\u0000', 'G1\n', 'G1\r\nX-Evil: 1', ' G1', 'G١', 'Ｇ1', '\ud800'],
  ...['G1\udc00', 'toString', 'constructor', 'true', 'null', '', ' ', '\ufeffG1', '𝔾1', 'x'.repeat(5_000)],
];

const word = fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'binary', maxLength: 20 }));
const scalar = fc.oneof(
  word,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double(),
  fc.constantFrom(1e308, -0, Number.MAX_SAFE_INTEGER, 5e-324),
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 5 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...NAMES), scalar, { maxKeys: 3 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);
const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);

/** Requests that are right. */
const invoiceId = fc.stringMatching(/^G[A-Z0-9]{1,31}$/);
const how = { attributeSet: fc.constantFrom('full', 'basic'), force: fc.boolean() };
const billed = fc.record(
  { kind: fc.constantFrom('billedUsage', 'billedReconciliation'), invoiceId, ...how },
  { requiredKeys: ['kind', 'invoiceId'] },
);
const unbilled = fc.record(
  {
    kind: fc.constantFrom('unbilledUsage', 'unbilledReconciliation'),
    currencyCode: fc.stringMatching(/^[A-Z]{3}$/),
    billingPeriod: fc.constantFrom('current', 'last'),
    ...how,
  },
  { requiredKeys: ['kind', 'currencyCode', 'billingPeriod'] },
);
const kinds = fc.array(fc.constantFrom('billedUsage', 'billedReconciliation'), { minLength: 1, maxLength: 3 });
const byNumber = fc.record(
  {
    invoiceIds: fc.array(fc.oneof(invoiceId, fc.constantFrom('D000000001', 'x')), { minLength: 1, maxLength: 6 }),
    kinds,
    dryRun: fc.boolean(),
    ...how,
  },
  { requiredKeys: ['invoiceIds'] },
);
const byDate = fc.record(
  { from: fc.constant('2026-01-01'), to: fc.constant('2026-12-31'), kinds, dryRun: fc.boolean(), ...how },
  { requiredKeys: ['from', 'to'] },
);

type Entries = readonly (readonly [string, unknown])[];

/** One change to a list of properties; JSON text is made of the list, so that a name can stand in it twice. */
const mutation: fc.Arbitrary<(entries: Entries) => Entries> = fc.oneof(
  fc.tuple(name, value).map(([key, given]) => (entries: Entries) => [...entries, [key, given] as const]),
  fc.tuple(fc.nat(5), value).map(
    ([at, given]) =>
      (entries: Entries) =>
        entries.map(([key, before], index) => [key, index === at ? given : before] as const),
  ),
  fc.nat(5).map((at) => (entries: Entries) => entries.filter((_, index) => index !== at)),
  fc.tuple(fc.nat(5), name).map(
    ([at, other]) =>
      (entries: Entries) =>
        entries.map(([key, given], index) => [index === at ? other : key, given] as const),
  ),
);

const near = (request: fc.Arbitrary<object>) =>
  fc.tuple(request, fc.array(mutation, { maxLength: 3 })).map(([right, mutations]) => {
    const entries = mutations.reduce<Entries>((before, mutate) => mutate(before), Object.entries(right));
    return Buffer.from(
      `{${entries.map(([key, given]) => `${JSON.stringify(key)}:${JSON.stringify(given) ?? 'null'}`).join(',')}}`,
    );
  });

const spoiltBytes = (text: fc.Arbitrary<Buffer>) =>
  fc.oneof(
    text.map((bytes) => Buffer.concat([UTF8_BOM, bytes])),
    text.map((bytes) => Buffer.from(bytes.toString(), 'utf16le')),
    fc.tuple(text, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([bytes, at, junk]) => {
      const where = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, where), junk, bytes.subarray(where)]);
    }),
    fc.tuple(text, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % (bytes.length + 1))),
  );

const monstrous = fc.constantFrom(
  Buffer.alloc(0),
  Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  Buffer.from(`${'{"kind":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
  Buffer.from(`{"kind":"billedUsage","invoiceId":${'9'.repeat(100_000)}}`),
  Buffer.from(`{"kind":"billedUsage","invoiceId":"G${'1'.repeat(1_000_000)}"}`),
  Buffer.from(`{"${'k'.repeat(1_000_000)}":1}`),
  Buffer.from(`{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join(',')}}`),
  Buffer.from(JSON.stringify({ invoiceIds: Array.from({ length: 1_001 }, (_, index) => `G${index}`) })),
  Buffer.from(JSON.stringify({ invoiceIds: Array.from({ length: 20_000 }, () => 7) })),
  Buffer.from('{"kind":"billedUsage","invoiceId":1e999}'),
  Buffer.from('NaN'),
  Buffer.from('{"kind":"billedUsage",}'),
  Buffer.alloc(1_000, 0),
);

function bodies(right: fc.Arbitrary<object>): fc.Arbitrary<Buffer> {
  return fc.oneof(
    { weight: 40, arbitrary: near(right) },
    { weight: 12, arbitrary: spoiltBytes(near(right)) },
    { weight: 6, arbitrary: fc.json({ maxDepth: 5 }).map((text) => Buffer.from(text)) },
    { weight: 4, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: monstrous },
  );
}

export const exportBodies = bodies(fc.oneof(billed, unbilled));
export const backfillBodies = bodies(fc.oneof(byNumber, byDate));

export const contentTypes = fc.constantFrom(
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  '',
);

/** Whatever may stand where an id is expected. */
export const ids = fc.oneof(
  fc.constantFrom('billed-usage-G000000001-full', 'billed-usage-G000000002-full', 'backfill-000000000000000000000000'),
  fc.constantFrom('discovery-pass', 'billed-usage-G1-full~aaaaaaaa~1~wait', '..', '.', '__proto__', 'constructor'),
  fc.constantFrom(
    'BILLED-USAGE-G000000001-FULL',
    'billed-usage-G000000001-full\n',
    'billed-usage-G000000001-full ',
    '\r\n',
  ),
  word,
  fc.stringMatching(/^(un)?billed-(usage|reconciliation)-[A-Z0-9-]{1,40}-(full|basic)$/),
);

/** Names and values of a query. */
export const queries = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('status', 'kind', 'top', 'continuationToken') },
      { weight: 1, arbitrary: fc.constantFrom('code', 'clientId', '__proto__', 'constructor', '', 'Status', 'skip') },
    ),
    fc.oneof(
      fc.constantFrom('running', 'running,failed', 'completed,', ',', '', 'Running', 'billedUsage', 'billedUsage,x'),
      fc.constantFrom('1', '50', '1000', '1001', '0', '-1', '1e3', '007', ' 5', '5.0', '99999999999'),
      fc
        .tuple(fc.oneof(fc.integer(), fc.double(), fc.constantFrom(1e300, 8.64e15, 8.65e15, -8.64e15)), word)
        .map((key) => Buffer.from(JSON.stringify(key)).toString('base64url')),
      fc.jsonValue({ maxDepth: 2 }).map((json) => Buffer.from(JSON.stringify(json)).toString('base64url')),
      word,
    ),
  ),
  { maxLength: 4 },
);
