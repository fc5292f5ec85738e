import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CodedError } from '../../shared/errors.ts';
import { type CopyBed, startCopyBed } from '../support/copyBed.ts';
import { sampleLines } from '../support/sampleLines.ts';
import type { SourceFault, SourceGet } from '../support/sourceServer.ts';

const file = sampleLines(4000);
const gz = gzipSync(file);
const RANGE = 16 * 1024;
/** Start of a range in the middle of the file. */
const MIDDLE = 4 * RANGE;

let bed: CopyBed;
let name = '';
let files = 0;
beforeAll(async () => {
  bed = await startCopyBed();
});
afterAll(() => bed.stop());
afterEach(() => bed.source.setFault(undefined));

function arrange(fault?: SourceFault): void {
  name = `file-${++files}`;
  bed.source.setBlob(gz);
  bed.source.setFault(fault);
}

/** The fault strikes the first `times` requests that include the middle range's start. */
function atMiddle(times: number, strike: (get: SourceGet) => unknown): SourceFault {
  let struck = 0;
  return async (get) => {
    if (get.first < MIDDLE || get.first >= MIDDLE + RANGE || struck === times) return false;
    struck++;
    await strike(get);
    return true;
  };
}

const half = { upTo: RANGE / 2, end: false };
const status =
  (code: number, headers: Record<string, string> = {}) =>
  (get: SourceGet) =>
    get.response.writeHead(code, headers).end('{}');
const reset = async (get: SourceGet) => {
  await get.answer(half);
  get.response.socket?.resetAndDestroy();
};
const stall = (get: SourceGet) => get.answer(half);
const drip = async (get: SourceGet) => {
  await get.answer({ upTo: 10, end: false });
  let at = get.first + 10;
  const timer = setInterval(() => get.response.write(get.blob.subarray(at, ++at)), 20);
  get.response.on('close', () => clearInterval(timer));
};

describe('a fault that passes costs nothing but time', () => {
  const faults: [string, SourceFault][] = [
    ['reset in the middle of a body', atMiddle(1, reset)],
    [
      'early end of the connection',
      atMiddle(1, async (get) => {
        await get.answer(half);
        get.response.socket?.end();
      }),
    ],
    ['reset before the answer', atMiddle(2, (get) => get.response.socket?.resetAndDestroy())],
    ['stall in the middle of a body', atMiddle(1, stall)],
    ['stall before the answer', atMiddle(1, () => undefined)],
    ['slow drip', atMiddle(1, drip)],
    ['503 twice', atMiddle(2, status(503))],
    ['500, then a reset', atMiddle(1, status(500))],
    ['408', atMiddle(1, status(408))],
    ['no Content-Length', atMiddle(99, (get) => get.answer({ headers: { 'content-length': undefined } }))],
    [
      'no Content-Length and an early end',
      atMiddle(1, (get) => get.answer({ headers: { 'content-length': undefined }, upTo: 99 })),
    ],
    [
      'more bytes than announced',
      atMiddle(1, (get) => get.answer({ headers: { 'content-length': undefined }, upTo: get.last - get.first + 2 })),
    ],
    [
      'wrong Content-Range',
      atMiddle(1, (get) => get.answer({ headers: { 'content-range': `bytes 0-${RANGE - 1}/${gz.length}` } })),
    ],
    ['Content-Range missing', atMiddle(1, (get) => get.answer({ headers: { 'content-range': undefined } }))],
    ['a 200 that ignores the range', atMiddle(1, status(200, { 'content-length': '2' }))],
    ['Content-Encoding: gzip', (get) => get.answer({ headers: { 'content-encoding': 'gzip' } }).then(() => true)],
  ];
  test.each(faults)('%s', async (_, fault) => {
    arrange(fault);
    const { receipt } = await bed.copy(name);
    expect(await bed.holds(name, file)).toBe(true);
    expect(receipt).toMatchObject({ bytes: file.length, lines: 4000, source: { bytes: gz.length } });
  });

  test('what arrived before a reset is not asked for again', async () => {
    arrange(atMiddle(1, reset));
    await bed.copy(name);
    expect(bed.source.gets.filter(({ first }) => first >= MIDDLE && first < MIDDLE + RANGE)).toMatchObject([
      { first: MIDDLE },
      { first: MIDDLE + RANGE / 2, last: MIDDLE + RANGE - 1 },
    ]);
  });

  test('a reset behind the last byte of a range is no fault', async () => {
    arrange(
      atMiddle(1, async (get) => {
        await get.answer({ headers: { 'content-length': undefined }, end: false });
        setTimeout(() => get.response.socket?.resetAndDestroy(), 5);
      }),
    );
    await bed.copy(name);
    expect(await bed.holds(name, file)).toBe(true);
    expect(bed.source.gets.filter(({ first }) => first === MIDDLE)).toHaveLength(1);
  });

  test.each([
    ['429 with seconds', 429, () => '17'],
    ['503 with an HTTP date', 503, () => new Date(Date.now() + 17_900).toUTCString()],
  ])('%s: Retry-After is waited out', async (_, code, header) => {
    arrange(atMiddle(1, (get) => get.response.writeHead(code, { 'retry-after': header() }).end()));
    const { clock } = await bed.copy(name, { limits: { rangeTimeMs: 31_000 } });
    expect(await bed.holds(name, file)).toBe(true);
    // A date is read against the answer's own `Date`; both have whole seconds.
    expect(clock.sleepsMs.some((ms) => ms > 16_999 && ms < 18_001)).toBe(true);
  });

  test('every range after the first is bound to the first one’s ETag', async () => {
    arrange();
    await bed.copy(name);
    const [first, ...rest] = bed.source.gets;
    expect(first?.ifMatch).toBeUndefined();
    expect(rest.length).toBeGreaterThan(5);
    expect(new Set(rest.map(({ ifMatch }) => ifMatch)).size).toBe(1);
    expect(rest[0]?.ifMatch).toMatch(/^"0x/);
  });
});

describe('the SAS', () => {
  test('that expires in mid-file is renewed without starting again', async () => {
    arrange((get) => {
      if (get.first < MIDDLE || get.sas === 'renewed') return false;
      status(403)(get);
      return true;
    });
    let renewals = 0;
    await bed.copy(name, {
      request: {
        source: {
          name: 'x',
          url: async () => bed.source.url(),
          renew: async () => {
            renewals++;
            return bed.source.url('renewed');
          },
        },
      },
    });
    expect(await bed.holds(name, file)).toBe(true);
    expect(renewals).toBe(1);
    expect(bed.source.gets.filter(({ first }) => first === 0)).toHaveLength(1);
  });

  test('may expire again and again in a long file', async () => {
    let valid = 0;
    arrange((get) => {
      // Each SAS serves three ranges.
      const sas = get.sas === 'first' ? 0 : Number(get.sas);
      if (sas === valid && get.first < (valid + 1) * 3 * RANGE) return false;
      valid = Math.floor(get.first / (3 * RANGE));
      if (sas === valid) return false;
      status(403)(get);
      return true;
    });
    await bed.copy(name, {
      request: {
        source: { name: 'x', url: async () => bed.source.url(), renew: async () => bed.source.url(String(valid)) },
      },
    });
    expect(await bed.holds(name, file)).toBe(true);
  });

  test('that is refused twice ends SourceForbidden', async () => {
    arrange(atMiddle(99, status(403)));
    await expectFailure('SourceForbidden');
  });

  test('whose renewal fails ends with the renewal’s code', async () => {
    arrange(atMiddle(99, status(403)));
    await expectFailure('OperationVanished', {
      request: {
        source: {
          name: 'x',
          url: async () => bed.source.url(),
          renew: () => Promise.reject(new CodedError('OperationVanished', 'gone')),
        },
      },
    });
  });
});

describe('a source that changes', () => {
  test('once in mid-file: the file starts again and is the new one', async () => {
    const newer = sampleLines(5000, 7);
    arrange(async (get) => {
      if (get.first !== MIDDLE) return false;
      bed.source.setBlob(gzipSync(newer));
      get.response.writeHead(412).end();
      return true;
    });
    const { receipt } = await bed.copy(name);
    expect(await bed.holds(name, newer)).toBe(true);
    expect(receipt).toMatchObject({ bytes: newer.length, lines: 5000, source: { bytes: gzipSync(newer).length } });
  });

  test('a 206 of another version is no part of this one', async () => {
    arrange(atMiddle(1, (get) => get.answer({ headers: { etag: '"other"' } })));
    await bed.copy(name);
    expect(await bed.holds(name, file)).toBe(true);
    expect(bed.source.gets.filter(({ first }) => first === 0)).toHaveLength(2);
  });

  test('again and again ends SnapshotMoved', async () => {
    arrange(atMiddle(99, status(412)));
    await expectFailure('SnapshotMoved');
    expect(bed.source.gets.filter(({ first }) => first === 0)).toHaveLength(2);
  });

  test.each([0, MIDDLE])('into nothing (404 at byte %d) ends SnapshotMoved at once', async (from) => {
    arrange((get) => {
      if (get.first < from) return false;
      status(404)(get);
      return true;
    });
    await expectFailure('SnapshotMoved');
    expect(bed.source.gets.filter(({ first }) => first === from)).toHaveLength(1);
  });
});

describe('a fault that stays ends with its own code, and nothing is visible', () => {
  test.each<[string, SourceFault]>([
    ['503', atMiddle(999, status(503))],
    ['a stall without a byte', atMiddle(999, () => undefined)],
    ['a slow drip', atMiddle(999, drip)],
    ['a redirect, which is not followed', atMiddle(999, status(302, { location: 'http://127.0.0.1:9/' }))],
    ['400', atMiddle(999, status(400))],
  ])('%s', async (_, fault) => {
    arrange(fault);
    await expectFailure('SourceUnavailable');
  });

  test('a Retry-After beyond the patience of one call is handed to whoever can wait that long', async () => {
    arrange(atMiddle(999, status(429, { 'retry-after': '3600' })));
    await expect(bed.copy(name)).rejects.toMatchObject({ code: 'ThrottledTooLong', retryAfterMs: 3_600_000 });
    expect(await bed.landed(name)).toBeUndefined();
  });

  test('a Retry-After of more than a minute is never slept inside the copy', async () => {
    arrange(atMiddle(1, status(503, { 'retry-after': '65' })));
    await expect(bed.copy(name)).rejects.toMatchObject({ code: 'ThrottledTooLong', retryAfterMs: 65_000 });
    expect(await bed.landed(name)).toBeUndefined();
  });

  test('nobody listens', async () => {
    arrange();
    const refused = 'http://127.0.0.1:1/x?sig=TOPSECRET';
    await expectFailure('SourceUnavailable', {
      limits: { retryWindowMs: 2000 },
      request: { source: { name: 'x', url: async () => refused, renew: async () => refused } },
    });
  });
});

async function expectFailure(code: string, options?: Parameters<CopyBed['copy']>[1]): Promise<void> {
  const error: unknown = await bed.copy(name, options).then(
    () => 'copied',
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(CodedError);
  expect(error).toMatchObject({ code });
  const { message, stack, cause } = error as CodedError;
  expect(`${message} ${stack} ${JSON.stringify(cause)}`).not.toContain('TOPSECRET');
  expect(await bed.landed(name)).toBeUndefined();
}
