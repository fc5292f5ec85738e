import { createHash, randomBytes } from 'node:crypto';
import { crc32, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AdmissionGate } from '../../../shared/copy/admission.ts';
import type { CopyReceipt } from '../../../shared/copy/types.ts';
import { rejectedCode } from '../../support/codes.ts';
import type { Answer, Put } from './blobService.ts';
import { BLOCK_BYTES, type EngineBed, RANGE_BYTES, type SourceAnswer, startEngineBed } from './engineBed.ts';

/** Three and a bit blocks unpacked, five and a bit ranges packed. */
const FILE = Buffer.from(
  Array.from(
    { length: 130 },
    (_, index) =>
      `{"n":${index},"x":"${createHash('sha256').update(`${index}`).digest('hex')}aaaaaaaaaaaaaaaaaaaaaa"}\n`,
  ).join(''),
);
const GZ = gzipSync(FILE);
const SMALL = Buffer.from('{"n":1}\n{"n":2}');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let bed: EngineBed;
beforeAll(async () => {
  bed = await startEngineBed();
});
afterAll(() => bed.service.stop());
beforeEach(() => bed.reset(GZ));

const kinds = () => bed.service.puts.map(({ kind }) => kind);
const count = (kind: Put['kind']) => kinds().filter((other) => other === kind).length;

/** The source misbehaves at the first `times` requests from this byte on. */
function atRange(index: number, times: number, answer: SourceAnswer) {
  let left = times;
  bed.source.answer = ({ first }) => (first === index * RANGE_BYTES && left-- > 0 ? answer : undefined);
}

/** The landing misbehaves at the first `times` requests of this kind. */
function atPut(kind: Put['kind'], times: number, answer: Answer) {
  bed.service.answer = (put) => (put.kind === kind && put.count <= times ? answer : undefined);
}

describe('a copy', () => {
  test('lands the exact bytes, in blocks, with what the receipt says of them', async () => {
    const receipt = await bed.copy();
    expect(receipt).toEqual({
      bytes: FILE.length,
      lines: 130,
      crc32: crc32(FILE).toString(16).padStart(8, '0'),
      source: { bytes: GZ.length, eTag: '"v1"', sha256: sha256(GZ) },
    });
    expect(bed.visible()).toEqual({
      bytes: FILE,
      contentType: 'application/x-ndjson',
      metadata: { lines: '130', run: 'r' },
    });
    expect(bed.service.puts.filter(({ kind }) => kind === 'block').map(({ bytes }) => bytes.length)).toEqual([
      BLOCK_BYTES,
      BLOCK_BYTES,
      BLOCK_BYTES,
      FILE.length - 3 * BLOCK_BYTES,
    ]);
    expect(kinds().at(-1)).toBe('commit');
  });

  test('reads every byte of one version once', async () => {
    await bed.copy();
    const ranges = Math.ceil(GZ.length / RANGE_BYTES);
    expect(bed.source.gets.map(({ first, last }) => [first, last])).toEqual(
      Array.from({ length: ranges }, (_, index) => [index * RANGE_BYTES, (index + 1) * RANGE_BYTES - 1]),
    );
    expect(bed.source.gets.map(({ ifMatch }) => ifMatch)).toEqual([undefined, ...Array(ranges - 1).fill('"v1"')]);
  });

  test.each([
    ['nothing', Buffer.alloc(0), 0],
    ['two lines, the last without an end', SMALL, 2],
    ['exactly one block', randomBytes(BLOCK_BYTES), undefined],
  ])('of %s goes up in one request', async (_, file, lines) => {
    bed.reset(gzipSync(file));
    const receipt = await bed.copy();
    expect(kinds()).toEqual(['file']);
    expect(bed.visible()).toMatchObject({ bytes: file, contentType: 'application/x-ndjson' });
    expect(receipt).toMatchObject({ bytes: file.length, ...(lines === undefined ? {} : { lines }) });
  });

  test('of one block and a byte needs two blocks', async () => {
    const file = randomBytes(BLOCK_BYTES + 1);
    bed.reset(gzipSync(file));
    await bed.copy();
    expect(kinds()).toEqual(['block', 'block', 'commit']);
    expect(bed.visible()?.bytes).toEqual(file);
  });

  test('pads a short checksum', async () => {
    let file = Buffer.from('0');
    for (let n = 0; crc32(file) >= 2 ** 24; n++) file = Buffer.from(String(n));
    bed.reset(gzipSync(file));
    expect((await bed.copy()).crc32).toBe(`00${crc32(file).toString(16).padStart(6, '0')}`);
  });

  test('of two files at a time with one place does one after the other', async () => {
    const { copy } = bed.engine({ gate: new AdmissionGate(1) });
    let open = 0;
    let most = 0;
    const one = (name: string) =>
      copy({
        source: { name, url: async () => 'https://s.example/a?s', renew: async () => 'https://s.example/a?t' },
        target: bed.service.target(name),
        contentType: 't',
        metadata: () => ({}),
        beforeFirstWrite: async () => {
          most = Math.max(most, ++open);
        },
        beforeCommit: async () => {
          open--;
        },
        signal: new AbortController().signal,
      });
    await Promise.all([one('x'), one('y'), one('z')]);
    expect(most).toBe(1);
    expect(['x', 'y', 'z'].map((name) => bed.service.blobs.get(`/c/${name}`)?.bytes.equals(FILE))).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe('attempts that break before they commit', () => {
  test('pile up no blocks: each stages the same ones under the same names', async () => {
    const file = randomBytes(3 * BLOCK_BYTES + 1);
    bed.reset(gzipSync(file));
    const broken = new Error('cancelled at the last moment');
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(bed.copy({ beforeCommit: () => Promise.reject(broken) })).rejects.toBe(broken);
      expect(bed.service.uncommitted('a.json')).toBe(4);
    }
    await bed.copy();
    expect(bed.visible()?.bytes).toEqual(file);
  });

  test('and read another version of the source share no name with those of the earlier one', async () => {
    const broken = new Error('cancelled at the last moment');
    for (const eTag of ['"v1"', '"v2"']) {
      const file = randomBytes(3 * BLOCK_BYTES + 1);
      if (eTag === '"v1"') bed.reset(gzipSync(file));
      Object.assign(bed.source, { blob: gzipSync(file), eTag });
      await expect(bed.copy({ beforeCommit: () => Promise.reject(broken) })).rejects.toBe(broken);
    }
    expect(bed.service.uncommitted('a.json')).toBe(8);
  });
});

describe('a copy whose time is up', () => {
  const limits = { copyTimeMs: 50 };
  const hold = () => new Promise<void>((resolve) => setTimeout(resolve, 200));

  test('ends CopyTooSlow before the host ends it, and nothing of it is visible', async () => {
    bed.reset(gzipSync(FILE));
    await expect(bed.copy({ beforeFirstWrite: hold }, { limits })).rejects.toMatchObject({ code: 'CopyTooSlow' });
    expect(bed.visible()).toBeUndefined();
  });

  test('while it waits for its turn queues again', async () => {
    bed.reset(gzipSync(FILE));
    const gate = new AdmissionGate(1);
    const before = gate.run(new AbortController().signal, hold);
    await expect(bed.copy({}, { gate, limits })).rejects.toMatchObject({
      code: 'ThrottledTooLong',
      retryAfterMs: 60_000,
    });
    await before;
    expect(bed.source.gets).toEqual([]);
    await bed.copy({}, { gate });
    expect(bed.visible()?.bytes).toEqual(FILE);
  });
});

describe('the hooks of a copy', () => {
  test('run once before the first write, and once before the commit with the receipt', async () => {
    const order: string[] = [];
    const committed: CopyReceipt[] = [];
    const receipt = await bed.copy({
      beforeFirstWrite: async () => {
        order.push(`first after ${bed.service.puts.length}`);
      },
      beforeCommit: async (given) => {
        committed.push(given);
        order.push(`commit after ${bed.service.puts.length}`);
      },
    });
    expect(order).toEqual(['first after 0', 'commit after 4']);
    expect(committed).toEqual([receipt]);
  });

  test.each(['beforeFirstWrite', 'beforeCommit'] as const)('%s that throws leaves nothing visible', async (hook) => {
    const stop = new Error('stop');
    for (const blob of [GZ, gzipSync(SMALL)]) {
      bed.reset(blob);
      await expect(bed.copy({ [hook]: () => Promise.reject(stop) })).rejects.toBe(stop);
      expect(bed.visible()).toBeUndefined();
      expect(count('commit') + count('file')).toBe(0);
      if (hook === 'beforeFirstWrite') expect(bed.service.puts).toEqual([]);
    }
  });
});

describe('a cancelled copy', () => {
  const reason = new Error('cancelled');

  test('does not begin', async () => {
    await expect(bed.copy({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(bed.source.gets).toEqual([]);
  });

  test.each<[string, (stop: () => void) => void]>([
    [
      'while it reads',
      (stop) => {
        bed.source.answer = ({ count: at }) => {
          if (at === 3) stop();
          return undefined;
        };
      },
    ],
    [
      'while it stages',
      (stop) => {
        bed.service.answer = ({ count: at }) => {
          if (at === 2) stop();
          return undefined;
        };
      },
    ],
  ])('%s shows nothing and goes no further', async (_, arrange) => {
    const caller = new AbortController();
    arrange(() => caller.abort(reason));
    await expect(bed.copy({ signal: caller.signal })).rejects.toBe(reason);
    const { length } = bed.service.puts;
    const gets = bed.source.gets.length;
    await bed.clock.sleep(20_000);
    expect(bed.visible()).toBeUndefined();
    expect(bed.service.puts).toHaveLength(length);
    expect(bed.source.gets).toHaveLength(gets);
  });

  test('before its commit shows nothing', async () => {
    const caller = new AbortController();
    const beforeCommit = async () => caller.abort(reason);
    await expect(bed.copy({ signal: caller.signal, beforeCommit })).rejects.toBe(reason);
    expect(count('commit')).toBe(0);
  });
});

describe('a source that misbehaves and then not', () => {
  const EARLY: SourceAnswer = { body: GZ.subarray(2 * RANGE_BYTES, 2 * RANGE_BYTES + 500) };

  test.each<[string, SourceAnswer, object[]]>([
    ['a broken connection', { error: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }, [{ first: 2_000 }]],
    ['503', { status: 503 }, [{ first: 2_000 }]],
    ['a body that breaks off', { breaksAfter: 600 }, [{ first: 2_600, last: 2_999 }]],
    ['a body that ends too early', EARLY, [{ first: 2_500, last: 2_999 }]],
    ['a body that is too long', { body: GZ.subarray(2_000, 3_001) }, [{ first: 2_000, last: 2_999 }]],
    ['another place', { headers: { 'content-range': `bytes 0-999/${GZ.length}` } }, [{ first: 2_000 }]],
  ])('%s: only the bytes that are missing are asked for again', async (_, answer, again) => {
    atRange(2, 1, answer);
    await bed.copy();
    expect(bed.visible()?.bytes.equals(FILE)).toBe(true);
    const others = bed.source.gets.filter(({ first, count: at }) => at > 3 && first < 3_000);
    expect(others).toMatchObject(again);
  });

  test('a connection that breaks behind the last byte of a range costs nothing', async () => {
    atRange(2, 1, { breaksAfter: RANGE_BYTES });
    await bed.copy();
    expect(bed.source.gets).toHaveLength(Math.ceil(GZ.length / RANGE_BYTES));
  });

  test('what it asks to wait is waited', async () => {
    atRange(2, 1, { status: 429, headers: { 'retry-after': '17' } });
    await bed.copy();
    expect(bed.clock.sleepsMs).toContain(17_000);
    expect(bed.visible()?.bytes.equals(FILE)).toBe(true);
  });

  test('an expired SAS is renewed once', async () => {
    bed.source.answer = ({ sas, count: at }) => (sas === 'sas0' && at > 2 ? { status: 403 } : undefined);
    await bed.copy();
    expect(bed.visible()?.bytes.equals(FILE)).toBe(true);
    expect(bed.source.gets.at(-1)?.sas).toBe('sas1');
  });

  test.each<[string, SourceAnswer]>([
    ['412', { status: 412 }],
    ['another version', { headers: { etag: '"v2"' } }],
  ])('a blob that changes (%s) is read again from its first byte, once', async (_, answer) => {
    atRange(3, 1, answer);
    const receipt = await bed.copy();
    expect(receipt.bytes).toBe(FILE.length);
    expect(bed.visible()?.bytes.equals(FILE)).toBe(true);
    expect(bed.source.gets.filter(({ first }) => first === 0)).toHaveLength(2);
  });

  test('bytes that are no gzip are read again, once', async () => {
    atRange(3, 1, { body: Buffer.alloc(RANGE_BYTES, 0xff) });
    await bed.copy();
    expect(bed.visible()?.bytes.equals(FILE)).toBe(true);
    expect(bed.source.gets.filter(({ first }) => first === 0)).toHaveLength(2);
  });
});

describe('a source that goes on misbehaving ends in a code, and nothing is visible', () => {
  test.each<[string, number, SourceAnswer, string]>([
    ['404', 3, { status: 404 }, 'SnapshotMoved'],
    ['412 again and again', 3, { status: 412 }, 'SnapshotMoved'],
    ['400', 3, { status: 400 }, 'SourceUnavailable'],
    ['a redirect', 0, { status: 302 }, 'SourceUnavailable'],
    ['503', 3, { status: 503 }, 'SourceUnavailable'],
    ['no connection', 0, { error: new Error('x') }, 'SourceUnavailable'],
    ['403, whatever the SAS', 0, { status: 403 }, 'SourceForbidden'],
    ['an empty blob', 0, { status: 416 }, 'GzipInvalid'],
    ['no gzip', 3, { body: Buffer.alloc(RANGE_BYTES, 0xff) }, 'GzipInvalid'],
    ['a wait beyond all patience', 3, { status: 429, headers: { 'retry-after': '600' } }, 'ThrottledTooLong'],
  ])('%s', async (_, range, answer, code) => {
    atRange(range, 1_000, answer);
    expect(await rejectedCode(bed.copy())).toBe(code);
    expect(bed.visible()).toBeUndefined();
  });
});

describe('a landing that misbehaves and then not', () => {
  test.each<[string, Put['kind'], Answer]>([
    ['503 on a block', 'block', { status: 503 }],
    ['408 on a block', 'block', { status: 408 }],
    ['a broken connection on a block', 'block', 'reset'],
    ['429 on the commit', 'commit', { status: 429 }],
    ['500 on the commit', 'commit', { status: 500 }],
    ['a damaged block', 'block', { status: 400, code: 'Md5Mismatch' }],
  ])('%s', async (_, kind, answer) => {
    atPut(kind, 1, answer);
    await bed.copy();
    expect(bed.visible()?.bytes.equals(FILE)).toBe(true);
  });

  test('what it asks to wait is waited', async () => {
    atPut('commit', 1, { status: 503, headers: { 'retry-after': '9' } });
    await bed.copy();
    expect(bed.clock.sleepsMs).toContain(9_000);
  });

  test('blocks that another attempt has discarded are staged again', async () => {
    let commits = 0;
    bed.service.answer = ({ kind }) => {
      if (kind === 'commit' && ++commits === 1) bed.service.discardBlocks('a.json');
      return undefined;
    };
    await bed.copy();
    expect(bed.visible()?.bytes.equals(FILE)).toBe(true);
    expect(count('block')).toBe(8);
  });

  test.each<
    [string, (blob: { bytes: Buffer; contentType: string; metadata: Record<string, string> }) => object, number]
  >([
    ['this very file', (blob) => blob, 4],
    ['the same with its metadata in capitals', (blob) => ({ ...blob, metadata: { LINES: '130', RUN: 'r' } }), 4],
    ['a shorter file', (blob) => ({ ...blob, bytes: FILE.subarray(1) }), 8],
    ['another content type', (blob) => ({ ...blob, contentType: 'text/plain' }), 8],
    ['other metadata', (blob) => ({ ...blob, metadata: { lines: '130', run: 'q' } }), 8],
    ['less metadata', (blob) => ({ ...blob, metadata: { lines: '130' } }), 8],
    ['more metadata', (blob) => ({ ...blob, metadata: { ...blob.metadata, more: '1' } }), 8],
  ])('another attempt has committed %s', async (_, changed, blocks) => {
    const theirs = { bytes: FILE, contentType: 'application/x-ndjson', metadata: { lines: '130', run: 'r' } };
    let commits = 0;
    bed.service.answer = ({ kind }) => {
      if (kind === 'commit' && ++commits === 1) {
        bed.service.blobs.set('/c/a.json', { ...theirs, ...changed(theirs) });
        bed.service.discardBlocks('a.json');
      }
      return undefined;
    };
    await bed.copy();
    expect(bed.visible()?.bytes.equals(FILE)).toBe(true);
    expect(count('block')).toBe(blocks);
  });
});

describe('a landing that goes on misbehaving ends in a code, and nothing is visible', () => {
  test.each<[string, Put['kind'], Answer, string]>([
    ['403 on a block', 'block', { status: 403 }, 'LandingForbidden'],
    ['401 on a block', 'block', { status: 401 }, 'LandingForbidden'],
    ['503 on a block', 'block', { status: 503 }, 'LandingUnavailable'],
    ['409 on a block', 'block', { status: 409, code: 'LeaseIdMissing' }, 'LandingUnavailable'],
    ['no container', 'commit', { status: 404, code: 'ContainerNotFound' }, 'LandingUnavailable'],
    ['blocks that are always gone', 'commit', { status: 400, code: 'InvalidBlockList' }, 'LandingUnavailable'],
    ['no connection', 'block', 'reset', 'LandingUnavailable'],
    ['a wait beyond all patience', 'commit', { status: 503, headers: { 'retry-after': '600' } }, 'ThrottledTooLong'],
  ])('%s', async (_, kind, answer, code) => {
    atPut(kind, 1_000, answer);
    expect(await rejectedCode(bed.copy())).toBe(code);
    expect(bed.visible()).toBeUndefined();
  });

  test.each<[number, string]>([
    [401, 'NoAuthenticationInformation'],
    [403, 'AuthorizationPermissionMismatch'],
    [404, 'ContainerNotFound'],
    [400, 'InvalidHeaderValue'],
  ])('%i %s is not asked for again: no repetition heals it', async (status, code) => {
    atPut('commit', 1_000, { status, code });
    await expect(bed.copy()).rejects.toThrow(code);
    expect(count('commit')).toBe(1);
  });

  test('a whole small file', async () => {
    bed.reset(gzipSync(SMALL));
    atPut('file', 1_000, { status: 403 });
    expect(await rejectedCode(bed.copy())).toBe('LandingForbidden');
  });
});

describe('the checksum of a block', () => {
  test('goes along where somebody may stand between, and not elsewhere', async () => {
    await bed.copy({}, { checkBlocks: true });
    const blocks = bed.service.puts.filter(({ kind }) => kind === 'block');
    expect(blocks.map(({ md5 }) => md5)).toEqual(
      blocks.map(({ bytes }) => createHash('md5').update(bytes).digest('base64')),
    );
    bed.reset(GZ);
    await bed.copy();
    expect(bed.service.puts.map(({ md5 }) => md5)).toEqual(bed.service.puts.map(() => undefined));
  });
});

describe('a file beyond the limits is refused, and nothing is visible', () => {
  test.each([
    ['bytes', { mostOutputBytes: FILE.length - 1 }, { mostOutputBytes: FILE.length }],
    ['blocks', { mostBlocks: 3 }, { mostBlocks: 4 }],
  ])('of %s', async (_, tooFew, enough) => {
    expect(await rejectedCode(bed.copy({}, { limits: tooFew }))).toBe('OutputTooLarge');
    expect(bed.visible()).toBeUndefined();
    await bed.copy({}, { limits: enough });
    expect(bed.visible()?.bytes.equals(FILE)).toBe(true);
  });
});
