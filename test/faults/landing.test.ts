import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { AdmissionGate } from '../../shared/copy/admission.ts';
import { CodedError } from '../../shared/errors.ts';
import { type CopyBed, type CopyOptions, startCopyBed } from '../support/copyBed.ts';
import type { LandingFault, LandingKind, LandingRequest } from '../support/landingProxy.ts';
import { sampleLines } from '../support/sampleLines.ts';

const file = sampleLines(4000);
const gz = gzipSync(file);
const smallFile = sampleLines(100);

let bed: CopyBed;
let name = '';
let files = 0;
beforeAll(async () => {
  bed = await startCopyBed();
});
afterAll(() => bed.stop());
afterEach(() => bed.landing.setFault(undefined));

function arrange(fault?: LandingFault, source = gz): void {
  name = `file-${++files}`;
  bed.source.setBlob(source);
  bed.landing.setFault(fault);
}

/** The fault strikes requests of one kind, from the `from`-th on, `times` times. */
function at(kind: LandingKind, strike: (request: LandingRequest) => unknown, from = 1, times = 1): LandingFault {
  return async (request) => {
    if (request.kind !== kind || request.count < from || request.count >= from + times) return false;
    await strike(request);
    return true;
  };
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (request: LandingRequest) => {
    request.incoming.resume();
    request.incoming.on('end', () => request.response.writeHead(code, headers).end());
  };
const reset = (request: LandingRequest) => request.incoming.socket.resetAndDestroy();
const stall = () => undefined;
/** Done at the service, but the answer is lost: nobody knows. */
const doneThenReset = async (request: LandingRequest) => {
  await request.pass({ swallow: true });
  request.incoming.socket.resetAndDestroy();
};

describe('requests', () => {
  test('a small file is one GET and one PUT', async () => {
    arrange(undefined, gzipSync(smallFile));
    await bed.copy(name);
    expect(await bed.holds(name, smallFile)).toBe(true);
    expect([bed.source.gets.length, bed.landing.kinds]).toEqual([1, ['putBlob']]);
  });

  test('an output of exactly one block is one PUT, one byte more is two blocks and a commit', async () => {
    arrange(undefined, gzipSync(smallFile));
    await bed.copy(name, { limits: { blockBytes: smallFile.length } });
    expect(bed.landing.kinds).toEqual(['putBlob']);
    arrange(undefined, gzipSync(smallFile));
    await bed.copy(name, { limits: { blockBytes: smallFile.length - 1 } });
    expect(bed.landing.kinds).toEqual(['putBlock', 'putBlock', 'putBlockList']);
    expect(await bed.holds(name, smallFile)).toBe(true);
  });

  test('content type and metadata go in with the commit', async () => {
    for (const source of [gz, gzipSync(smallFile)]) {
      arrange(undefined, source);
      const { receipt } = await bed.copy(name);
      const { contentType, metadata } = await bed.container.getBlobClient(name).getProperties();
      expect(contentType).toBe('application/x-ndjson');
      expect(metadata).toEqual({ lines: String(receipt.lines), crc32: receipt.crc32 });
    }
  });
});

describe('a fault that passes costs nothing but time', () => {
  test.each<[string, LandingFault, 'small'?]>([
    ['503 twice on a block', at('putBlock', status(503), 2, 2)],
    ['a reset in a block', at('putBlock', reset, 3)],
    ['a stalled block', at('putBlock', stall, 2)],
    [
      'a block that fails the service’s MD5 check',
      at('putBlock', status(400, { 'x-ms-error-code': 'Md5Mismatch' }), 2),
    ],
    ['a block that arrived though the answer was lost', at('putBlock', doneThenReset, 2)],
    ['a stalled whole file', at('putBlob', stall), 'small'],
    ['a whole file that arrived though the answer was lost', at('putBlob', doneThenReset), 'small'],
    [
      '409, the container is being deleted, on the first block',
      at('putBlock', status(409, { 'x-ms-error-code': 'ContainerBeingDeleted' })),
    ],
    ['500 on the commit', at('putBlockList', status(500))],
    ['a stalled commit', at('putBlockList', stall)],
    ['a commit with unknown outcome, twice', at('putBlockList', doneThenReset, 1, 2)],
  ])('%s', async (...[, fault, size]) => {
    arrange(fault, size === 'small' ? gzipSync(smallFile) : gz);
    await bed.copy(name);
    expect(await bed.holds(name, size === 'small' ? smallFile : file)).toBe(true);
  });

  test.each<LandingKind>(['putBlock', 'putBlockList'])('429 on %s: Retry-After is waited out', async (kind) => {
    arrange(at(kind, status(429, { 'retry-after': '23' })));
    const { clock } = await bed.copy(name);
    expect(await bed.holds(name, file)).toBe(true);
    expect(clock.sleepsMs).toContain(23_000);
  });
});

describe('a fault that stays ends with its own code, and nothing is visible', () => {
  test.each<[string, string, LandingFault]>([
    ['LandingForbidden', '403 on a block', at('putBlock', status(403, { 'x-ms-error-code': 'AuthorizationFailure' }))],
    ['LandingForbidden', '401 on the commit', at('putBlockList', status(401))],
    ['LandingUnavailable', '404, the container is gone', at('putBlock', status(404))],
    ['LandingUnavailable', '412, somebody holds a lease', at('putBlockList', status(412))],
    ['LandingUnavailable', '503', at('putBlock', status(503), 1, 999)],
    ['LandingUnavailable', 'resets', at('putBlock', reset, 1, 999)],
  ])('%s: %s', async (code, _, fault) => {
    arrange(fault);
    await expectFailure(code);
  });

  test('a Retry-After beyond the patience of one call is handed to whoever can wait that long', async () => {
    arrange(at('putBlock', status(503, { 'retry-after': '999' })));
    await expect(bed.copy(name)).rejects.toMatchObject({ code: 'ThrottledTooLong', retryAfterMs: 999_000 });
    expect(await bed.landed(name)).toBeUndefined();
  });

  test('TokenUnavailable: the identity gives no token', async () => {
    arrange();
    const { BlockBlobClient } = await import('@azure/storage-blob');
    const getToken = () =>
      Promise.reject(Object.assign(new Error('no identity'), { name: 'CredentialUnavailableError' }));
    const target = new BlockBlobClient('https://landing.blob.core.windows.net/c/b', { getToken });
    await expectFailure('TokenUnavailable', { request: { target }, limits: { retryWindowMs: 3000 } });
  });
});

describe('hooks', () => {
  const stop = new CodedError('RunEnded', 'the run was cancelled');

  test.each([gz, gzipSync(smallFile)])(
    'beforeFirstWrite may end it before any request to the landing',
    async (source) => {
      arrange(undefined, source);
      await expectFailure('RunEnded', { request: { beforeFirstWrite: () => Promise.reject(stop) } });
      expect(bed.landing.kinds).toEqual([]);
    },
  );

  test.each([gz, gzipSync(smallFile)])('beforeCommit sees the receipt and may end it', async (source) => {
    arrange(undefined, source);
    const seen: number[] = [];
    await expectFailure('RunEnded', {
      request: {
        beforeCommit: ({ bytes }) => {
          seen.push(bytes);
          return Promise.reject(stop);
        },
      },
    });
    expect(seen).toEqual([source === gz ? file.length : smallFile.length]);
    expect(bed.landing.kinds).not.toContain('putBlockList');
    expect(bed.landing.kinds).not.toContain('putBlob');
  });

  test('beforeFirstWrite runs once, also over fresh attempts', async () => {
    arrange();
    bed.source.setFault((get) => {
      if (get.count !== 9) return false;
      get.response.writeHead(412).end();
      return true;
    });
    let calls = 0;
    await bed.copy(name, { request: { beforeFirstWrite: async () => void calls++ } });
    expect(await bed.holds(name, file)).toBe(true);
    expect(calls).toBe(1);
  });
});

describe('two attempts at the same file', () => {
  const other = Buffer.from('other\n');

  test('at the same time both end well, in one right file', async () => {
    arrange();
    await Promise.all([bed.copy(name), bed.copy(name), bed.copy(name)]);
    expect(await bed.holds(name, file)).toBe(true);
  });

  test('one after the other: the same file again', async () => {
    arrange();
    await bed.copy(name);
    await bed.copy(name);
    expect(await bed.holds(name, file)).toBe(true);
  });

  // The commit of the other one discards our staged blocks: our own commit then names blocks that are gone.
  test('a lost race against the same file ends at once', async () => {
    arrange();
    await bed.copy(name, { request: { beforeCommit: async () => void (await bed.copy(name)) } });
    expect(await bed.holds(name, file)).toBe(true);
    expect(bed.landing.kinds.filter((kind) => kind === 'putBlockList')).toHaveLength(2);
  });

  /** Through blocks: unlike Azure, Azurite keeps the uncommitted blocks of others over a Put Blob. */
  async function commitOther(): Promise<void> {
    const blob = bed.container.getBlockBlobClient(name);
    const id = Buffer.alloc(18).toString('base64');
    await blob.stageBlock(id, other, other.length);
    await blob.commitBlockList([id]);
  }

  test('a lost race against other bytes is run again', async () => {
    arrange();
    let checks = 0;
    await bed.copy(name, {
      request: {
        beforeCommit: async () => {
          if (++checks === 1) await commitOther();
        },
      },
    });
    expect(await bed.holds(name, file)).toBe(true);
    expect(bed.landing.kinds.filter((kind) => kind === 'putBlock')).toHaveLength(12);
  });

  describe.each([
    ['in blocks', gz, file],
    ['in one request', gzipSync(smallFile), smallFile],
  ])('whose file goes up %s', (_how, source, wanted) => {
    test('leaves what another one has written since its last check, if that will do', async () => {
      arrange(undefined, source);
      const seen: Record<string, string>[] = [];
      await bed.copy(name, {
        request: {
          beforeCommit: commitOther,
          replaces: (standing) => {
            seen.push(standing);
            return false;
          },
        },
      });
      expect(await bed.holds(name, other)).toBe(true);
      expect(seen).toEqual([{}]);
    });

    test('replaces it only after another check, and only in the state that was looked at', async () => {
      arrange(undefined, source);
      let checks = 0;
      await bed.copy(name, {
        request: {
          beforeCommit: async () => {
            // Written twice: before the first look, and once more behind it.
            if (++checks <= 2) await commitOther();
          },
          replaces: () => true,
        },
      });
      expect(await bed.holds(name, wanted)).toBe(true);
      expect(checks).toBeGreaterThanOrEqual(3);
    });

    test('takes back its claim when that check fails, and the other file stays', async () => {
      arrange(undefined, source);
      let checks = 0;
      const copied = bed.copy(name, {
        request: {
          beforeCommit: async () => {
            if (++checks === 2) throw new Error('this run has ended');
            await commitOther();
          },
        },
      });
      await expect(copied).rejects.toThrow('this run has ended');
      expect(await bed.holds(name, other)).toBe(true);
    });
  });

  test('races without end are given up, and the other file stays', async () => {
    arrange();
    await expect(bed.copy(name, { request: { beforeCommit: commitOther } })).rejects.toMatchObject({
      code: 'LandingUnavailable',
    });
    expect(await bed.holds(name, other)).toBe(true);
  });
});

describe('cancel', () => {
  // 8 GETs, 6 blocks and the commit; the order of GETs and blocks may vary.
  test.each([1, 2, 4, 6, 8, 10, 12, 13, 14])(
    'at request %d of 15: nothing visible, nothing goes on',
    async (moment) => {
      const cancelled = new AbortController();
      const reason = new Error('cancelled by test');
      let requests = 0;
      const count = () => {
        if (++requests === moment) cancelled.abort(reason);
        return false;
      };
      arrange(count);
      bed.source.setFault(count);
      await expect(bed.copy(name, { request: { signal: cancelled.signal } })).rejects.toBe(reason);
      const requestsThen = requests;
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(requests).toBe(requestsThen);
      expect(bed.landing.kinds).not.toContain('putBlockList');
      expect(await bed.landed(name)).toBeUndefined();
    },
  );

  test('during the commit: all or nothing', async () => {
    const cancelled = new AbortController();
    arrange(
      at('putBlockList', async (request) => {
        await request.pass({ swallow: true });
        cancelled.abort(new Error('cancelled by test'));
      }),
    );
    await expect(bed.copy(name, { request: { signal: cancelled.signal } })).rejects.toThrow('cancelled by test');
    expect(await bed.holds(name, file)).toBe(true);
  });

  test.each<[string, LandingKind]>([
    ['a stalled block', 'putBlock'],
    ['a stalled commit', 'putBlockList'],
  ])('does not wait for %s', async (_, kind) => {
    const cancelled = new AbortController();
    arrange(
      at(kind, () => {
        setTimeout(() => cancelled.abort(new Error('cancelled by test')), 10);
      }),
    );
    await expect(bed.copy(name, { request: { signal: cancelled.signal } })).rejects.toThrow('cancelled by test');
  });

  test('while it waits for a place in line', async () => {
    arrange();
    const { createCopyEngine } = await import('../../shared/copy/copyEngine.ts');
    const { systemClock } = await import('../../shared/clock.ts');
    const engine = createCopyEngine({ clock: systemClock, gate: new AdmissionGate(1) });
    const request = (signal: AbortSignal, target: string) => ({
      source: { name: target, url: async () => bed.source.url(), renew: async () => bed.source.url() },
      target: bed.container.getBlockBlobClient(target),
      contentType: 'text/plain',
      metadata: () => ({}),
      signal,
    });
    const cancelled = new AbortController();
    const first = engine.copy(request(new AbortController().signal, name));
    const second = engine.copy(request(cancelled.signal, `${name}-second`));
    const third = engine.copy(request(new AbortController().signal, `${name}-third`));
    cancelled.abort(new Error('cancelled by test'));
    await expect(second).rejects.toThrow('cancelled by test');
    await Promise.all([first, third]);
    expect(await bed.holds(`${name}-third`, file)).toBe(true);
    expect(await bed.landed(`${name}-second`)).toBeUndefined();
  });
});

async function expectFailure(code: string, options?: CopyOptions): Promise<void> {
  await expect(bed.copy(name, options)).rejects.toMatchObject({ name: 'CodedError', code });
  expect(await bed.landed(name)).toBeUndefined();
}
