import { describe, expect, test } from '@jest/globals';
import { failed, resubmit } from '../../../shared/export/stop.ts';
import { type BillingApi, createBillingApi } from '../../../shared/microsoft/billingApi.ts';
import { blobSource, createSourceAccess } from '../../../shared/microsoft/sourceAccess.ts';
import { createServiceClient } from '../../../shared/wire/serviceClient.ts';
import { rejectedCode } from '../../support/codes.ts';
import { fakeHttp } from '../../support/fakeHttp.ts';
import { manifestAnswer, manifestOf, ROOT_DIRECTORY, SOURCE_HOSTS } from '../../support/manifests.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const MINUTE_MS = 60_000;
const ETAG = 'opaque17charvalue';
const BLOB = 'part-00000-a.c000.json.gz';

type Load = (index: number, nowMs: number) => object;

/** A source whose service answers each load like this; `loads` counts them. */
function sourceOf(load: Load, operation: BillingApi['operation'] = async () => SUCCEEDED) {
  const clock = createVirtualClock();
  const asked: string[] = [];
  const api: BillingApi = {
    submit: async () => failed('InternalError', 'not used'),
    operation: async (operationId) => {
      asked.push(operationId);
      // The answer takes a moment, so that callers can meet.
      await Promise.resolve();
      return operation(operationId);
    },
    manifest: async () => ({ manifest: load(asked.length - 1, clock.now().getTime()) }),
  };
  return { source: createSourceAccess(api, SOURCE_HOSTS, clock), api, clock, asked };
}

const SUCCEEDED = { state: 'succeeded', manifest: { link: 'm' }, clientRequestId: 'c' } as const;

const sas = (index: number, expiresAtMs: number) => `se=${new Date(expiresAtMs).toISOString()}&sig=SECRET${index}`;

/** Each load mints another SAS that is valid for an hour. */
const minting: Load = (index, nowMs) => manifestAnswer({ sasToken: sas(index, nowMs + 60 * MINUTE_MS) });

describe('a manifest that the service refuses', () => {
  test('ends the step as the refusal says, and is asked for again by the next caller', async () => {
    const { source, api, asked } = sourceOf(minting);
    const { manifest } = api;
    const refusal = resubmit('OperationVanished', 'gone');
    api.manifest = async () => refusal;
    await expect(source.manifest('op-1')).rejects.toMatchObject({ reason: refusal });
    api.manifest = manifest;
    expect((await source.manifest('op-1')).blobs).not.toEqual([]);
    expect(asked).toHaveLength(2);
  });
});

describe('a service that asks to be left alone for minutes', () => {
  test('is asked once by a hundred copies, ten at a time', async () => {
    const clock = createVirtualClock();
    const httpClient = fakeHttp(() => ({ status: 429, headers: { 'retry-after': '300' } }));
    const client = createServiceClient({
      name: 'Microsoft Graph',
      baseUrl: 'https://graph.example/v1.0',
      tokens: { get: async () => 'TOKEN' },
      httpClient,
      clock,
    });
    const source = createSourceAccess(
      createBillingApi(client, 'https://graph.example/v1.0', clock.now),
      SOURCE_HOSTS,
      clock,
    );
    for (let from = 0; from < 100; from += 10) {
      const copies = Array.from({ length: 10 }, (_, index) => source.blob('op-1', 'e', `part-${from + index}.gz`));
      for (const copy of await Promise.allSettled(copies)) {
        expect(copy).toMatchObject({ reason: { reason: { stop: 'wait', retryAfterMs: 300_000 } } });
      }
    }
    expect(httpClient.requests).toHaveLength(1);
  });

  test.each([
    [60, 'found'],
    [90, 'ThrottledTooLong'],
  ])('before it is asked again for what it does not know everywhere (%i s)', async (seconds, expected) => {
    let asked = 0;
    const { source } = sourceOf(minting, async () =>
      asked++ > 0 ? SUCCEEDED : ({ state: 'unknown', retryAfterMs: seconds * 1000, clientRequestId: 'c' } as const),
    );
    const found = source.manifest('op-1');
    expect(expected === 'found' ? (await found).facts.eTag : await rejectedCode(found)).toBe(
      expected === 'found' ? ETAG : expected,
    );
  });
});

describe('a copy that is aborted', () => {
  test('does not wait for what others go on waiting for', async () => {
    const { source } = sourceOf(minting, () => new Promise(() => {}));
    const [blob] = manifestOf({}, ['a.json.gz']).blobs;
    if (!blob) throw new Error('no blob');
    const copy = new AbortController();
    const from = blobSource(source, 'op-1', 'e', blob);
    const waits = [from.url(copy.signal), from.renew('u', copy.signal)];
    copy.abort(new Error('cancelled'));
    for (const wait of waits) await expect(wait).rejects.toThrow('cancelled');
  });
});

describe('the manifest of an operation', () => {
  test('is loaded once for all who ask at the same time, and kept', async () => {
    const { source, asked } = sourceOf(minting);
    const manifests = await Promise.all(Array.from({ length: 50 }, () => source.manifest('op-1')));
    await source.manifest('op-1');
    expect(new Set(manifests).size).toBe(1);
    expect(asked).toEqual(['op-1']);
  });

  test('is kept for each operation', async () => {
    const { source, asked } = sourceOf(minting);
    await Promise.all([source.manifest('op-1'), source.manifest('op-2'), source.manifest('op-1')]);
    expect(asked).toEqual(['op-1', 'op-2']);
  });

  test('is forgotten when many others came after it', async () => {
    const { source, asked } = sourceOf(minting);
    for (let index = 0; index < 20; index++) await source.manifest(`op-${index}`);
    await source.manifest('op-0');
    expect(asked).toHaveLength(21);
  });

  test('a load that failed is not kept', async () => {
    let calls = 0;
    const { source, asked } = sourceOf(minting, async () =>
      calls++ === 0 ? failed('ServiceUnavailable', 'away') : SUCCEEDED,
    );
    const failures = await Promise.all([1, 2, 3].map(() => rejectedCode(source.manifest('op-1'))));
    expect(failures).toEqual(['ServiceUnavailable', 'ServiceUnavailable', 'ServiceUnavailable']);
    expect(asked).toHaveLength(1);
    expect((await source.manifest('op-1')).facts.eTag).toBe(ETAG);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['the operation has stopped', async () => resubmit('OperationVanished', '410'), 'OperationVanished'],
    ['it runs again', async () => ({ state: 'running', clientRequestId: 'c' }) as const, 'OperationVanished'],
    ['it is unknown', async () => ({ state: 'unknown', clientRequestId: 'c' }) as const, 'OperationVanished'],
  ])('is not to be had when %s', async (_, operation, code) => {
    expect(await rejectedCode(sourceOf(minting, operation).source.manifest('op-1'))).toBe(code);
  });

  test.each<[string, Partial<BillingApi>]>([
    ['the operation is unknown', { operation: async () => ({ state: 'unknown', clientRequestId: 'c' }) }],
    ['the operation seems to run', { operation: async () => ({ state: 'running', clientRequestId: 'c' }) }],
    ['the manifest is unknown', { manifest: async () => ({ state: 'unknown' }) }],
  ])('is waited for, up to 2 minutes, while %s to the server that is asked', async (_, away) => {
    for (const [awayMs, expected] of [
      [110_000, 'found'],
      [125_000, 'OperationVanished'],
    ] as const) {
      const clock = createVirtualClock();
      const startMs = clock.now().getTime();
      const here: BillingApi = {
        submit: async () => failed('InternalError', 'not used'),
        operation: async () => SUCCEEDED,
        manifest: async () => ({ manifest: minting(0, startMs) }),
      };
      const now = () => (clock.now().getTime() - startMs < awayMs ? { ...here, ...away } : here);
      const api: BillingApi = {
        ...here,
        operation: (id) => now().operation(id),
        manifest: (place) => now().manifest(place),
      };
      const source = createSourceAccess(api, SOURCE_HOSTS, clock);
      const found = source.manifest('op-1').then(() => 'found');
      expect(await found.catch(({ code }) => code)).toBe(expected);
      expect(clock.now().getTime() - startMs).toBeLessThanOrEqual(120_000);
    }
  });

  test('that is unknown is not asked for earlier than the service says', async () => {
    const retryAfterMs = 45_000;
    const { source, clock } = sourceOf(minting, async () => ({ state: 'unknown', retryAfterMs, clientRequestId: 'c' }));
    expect(await rejectedCode(source.manifest('op-1'))).toBe('OperationVanished');
    expect(clock.sleepsMs).toEqual([45_000, 45_000]);
  });

  test('is forgotten when those after it hold 400,000 blobs, however few they are; the newest never is', async () => {
    const names = Array.from({ length: 150_000 }, (_, index) => `${index}.gz`);
    const { source, asked } = sourceOf((index) => manifestAnswer({}, index === 3 ? ['small.gz'] : names));
    for (const id of ['a', 'b', 'c']) await source.manifest(id);
    expect(asked).toEqual(['a', 'b', 'c']);
    await source.manifest('c');
    await source.manifest('b');
    await source.manifest('a');
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });

  test('that cannot be right is refused', async () => {
    const { source } = sourceOf(() => manifestAnswer({ blobCount: 7 }));
    expect(await rejectedCode(source.manifest('op-1'))).toBe('ManifestInvalid');
  });

  test('of another snapshot than the planned one is SnapshotMoved', async () => {
    const { source } = sourceOf(minting);
    expect(await rejectedCode(source.manifest('op-1', 'other'))).toBe('SnapshotMoved');
    expect((await source.manifest('op-1', ETAG)).blobs).toHaveLength(2);
  });
});

describe('the SAS', () => {
  /** After how many minutes, to the quarter, the manifest is loaded a second time. */
  async function minutesToRefresh(load: Load): Promise<number> {
    const { source, clock, asked } = sourceOf(load);
    for (let minutes = 0; minutes <= 180; minutes += 0.25) {
      await source.blob('op-1', ETAG, BLOB);
      if (asked.length > 1) return minutes;
      clock.pass(MINUTE_MS / 4);
    }
    throw new Error('It was never refreshed.');
  }

  test.each<[string, Load, number]>([
    ['of an hour: 5 minutes before its end', minting, 55],
    [
      'of twelve hours would be later',
      (index, nowMs) => manifestAnswer({ sasToken: sas(index, nowMs + 125 * MINUTE_MS) }),
      120,
    ],
    [
      'of ten minutes: a fifth before its end',
      (index, nowMs) => manifestAnswer({ sasToken: sas(index, nowMs + 10 * MINUTE_MS) }),
      8,
    ],
    ['without an end is taken for ten minutes', () => manifestAnswer({ sasToken: 'sig=x' }), 8],
    [
      'that has ended already is not asked for again for every blob',
      (index, nowMs) => manifestAnswer({ sasToken: sas(index, nowMs - MINUTE_MS) }),
      0.25,
    ],
  ])('is renewed in time: %s', async (_, load, minutes) => {
    expect(await minutesToRefresh(load)).toBe(minutes);
  });

  test('is renewed once for all who notice at the same time', async () => {
    const { source, clock, asked } = sourceOf(minting);
    await source.blob('op-1', ETAG, BLOB);
    clock.pass(56 * MINUTE_MS);
    const blobs = await Promise.all(Array.from({ length: 30 }, () => source.blob('op-1', ETAG, BLOB)));
    expect(new Set(blobs.map(({ url }) => url)).size).toBe(1);
    expect(asked).toHaveLength(2);
  });
});

describe('a blob', () => {
  test('is signed', async () => {
    const { source } = sourceOf(() => manifestAnswer({ sasToken: '?sig=a%2Fb' }, ['ä b#?.json.gz']));
    expect(await source.blob('op-1', ETAG, 'ä b#?.json.gz')).toEqual({
      blob: { name: 'ä b#?.json.gz', fileName: 'ä b#?.json', partitionValue: 'default', index: 0 },
      url: `${ROOT_DIRECTORY}/%C3%A4%20b%23%3F.json.gz?sig=a%2Fb`,
    });
  });

  test.each([
    ['is not listed any more', ETAG, 'gone.gz'],
    ['belongs to another snapshot', 'other', BLOB],
    ['has a name that every object has', ETAG, 'constructor'],
  ])('that %s is SnapshotMoved', async (_, eTag, name) => {
    expect(await rejectedCode(sourceOf(minting).source.blob('op-1', eTag, name))).toBe('SnapshotMoved');
  });
});

describe('a URL that storage refused', () => {
  test('is renewed, once for all who were refused', async () => {
    const { source, asked } = sourceOf(minting);
    const refused = await source.blob('op-1', ETAG, BLOB);
    const renewed = await Promise.all(Array.from({ length: 30 }, () => source.renew('op-1', ETAG, refused)));
    expect(new Set(renewed.map(({ url }) => url)).size).toBe(1);
    expect(renewed[0]?.url).not.toBe(refused.url);
    expect(asked).toHaveLength(2);
    expect((await source.blob('op-1', ETAG, BLOB)).url).toBe(renewed[0]?.url);
  });

  test('is not renewed again when another blob has had that done already', async () => {
    const { source, asked } = sourceOf(minting);
    const refused = await source.blob('op-1', ETAG, BLOB);
    const other = await source.blob('op-1', ETAG, 'part-00001-b.c000.json.gz');
    await source.renew('op-1', ETAG, refused);
    expect((await source.renew('op-1', ETAG, other)).url).toContain('sig=SECRET1');
    expect(asked).toHaveLength(2);
  });

  test('is SourceForbidden when the service hands out the same again, and the SAS is not told', async () => {
    const { source } = sourceOf((_, nowMs) => manifestAnswer({ sasToken: sas(0, nowMs + 60 * MINUTE_MS) }));
    const refused = await source.blob('op-1', ETAG, BLOB);
    const error = await source.renew('op-1', ETAG, refused).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SourceForbidden' });
    expect(String(error)).not.toContain('SECRET');
  });

  test('is SnapshotMoved when the data was rebuilt meanwhile', async () => {
    const { source } = sourceOf((index, nowMs) => ({ ...minting(index, nowMs), eTag: index === 0 ? ETAG : 'rebuilt' }));
    const refused = await source.blob('op-1', ETAG, BLOB);
    expect(await rejectedCode(source.renew('op-1', ETAG, refused))).toBe('SnapshotMoved');
  });

  test('can be renewed after this process has forgotten the operation', async () => {
    const refused = await sourceOf(minting).source.blob('op-1', ETAG, BLOB);
    const { source } = sourceOf((index, nowMs) => minting(index + 5, nowMs));
    expect((await source.renew('op-1', ETAG, refused)).url).toContain('sig=SECRET5');
  });

  test('a renewal that failed does not stay', async () => {
    let calls = 0;
    const { source } = sourceOf(minting, async () =>
      calls++ === 1 ? failed('ServiceUnavailable', 'away') : SUCCEEDED,
    );
    const refused = await source.blob('op-1', ETAG, BLOB);
    expect(await rejectedCode(source.renew('op-1', ETAG, refused))).toBe('ServiceUnavailable');
    expect((await source.blob('op-1', ETAG, BLOB)).url).not.toBe(refused.url);
  });
});

describe('what a poll brought along', () => {
  test('is used without asking again', async () => {
    const { source, asked } = sourceOf(minting);
    source.adopt('op-1', { inline: minting(7, Date.parse('2026-11-08T06:00:00Z')) });
    expect((await source.blob('op-1', ETAG, BLOB)).url).toContain('sig=SECRET7');
    expect(asked).toEqual([]);
  });

  test.each([
    ['is only a link', { link: 'm' }],
    ['cannot be used', { inline: { id: 'half' } }],
    ['is nothing', { inline: null }],
  ])('is left for the next step to find when it %s', async (_, place) => {
    const { source, asked } = sourceOf(minting);
    source.adopt('op-1', place);
    await new Promise(setImmediate);
    expect((await source.blob('op-1', ETAG, BLOB)).url).toContain('sig=SECRET0');
    expect(asked).toEqual(['op-1']);
  });
});
