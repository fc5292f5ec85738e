import { describe, expect, test } from '@jest/globals';
import type { BlobSource } from '../../../shared/copy/types.ts';
import { readLastModified } from '../../../shared/microsoft/sourceLastModified.ts';
import { type FakeAnswer, fakeHttp, inOrder } from '../../support/fakeHttp.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const URL_WITH_SAS = 'https://adls1.blob.core.windows.net/c/a.json.gz?sig=SECRET';
const DATE = 'Sat, 07 Nov 2026 22:00:00 GMT';
const SAID: FakeAnswer = { status: 200, headers: { 'last-modified': DATE } };

/** A source whose SAS are renewed: `…SECRET`, `…SECRET1`, … */
function source(): BlobSource {
  let renewals = 0;
  return {
    name: 'a.json.gz',
    url: async () => URL_WITH_SAS,
    renew: async () => `${URL_WITH_SAS}${++renewals}`,
  };
}

describe('when a blob was last modified', () => {
  test('is asked for without a token and without its bytes', async () => {
    const http = fakeHttp(inOrder({ status: 200, headers: { 'last-modified': DATE } }));
    expect(await readLastModified(http, createVirtualClock(), source())).toEqual(new Date(DATE));
    expect(http.requests[0]).toMatchObject({ method: 'HEAD', url: URL_WITH_SAS });
    expect(http.requests[0]?.headers.get('authorization')).toBeUndefined();
    // Without a version storage answers as it did in 2009.
    expect(http.requests[0]?.headers.get('x-ms-version')).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  test('is asked again when storage is busy', async () => {
    const http = fakeHttp(inOrder({ status: 503 }, { status: 200, headers: { 'last-modified': DATE } }));
    expect(await readLastModified(http, createVirtualClock(), source())).toEqual(new Date(DATE));
  });

  test('is asked again with another SAS when the first is refused', async () => {
    const http = fakeHttp(inOrder({ status: 403 }, SAID));
    expect(await readLastModified(http, createVirtualClock(), source())).toEqual(new Date(DATE));
    expect(http.requests.map(({ url }) => url)).toEqual([URL_WITH_SAS, `${URL_WITH_SAS}1`]);
  });

  test('is asked again when storage wants to be asked', async () => {
    const clock = createVirtualClock();
    const http = fakeHttp(inOrder({ status: 503, headers: { 'retry-after': '45' } }, SAID));
    expect(await readLastModified(http, clock, source())).toEqual(new Date(DATE));
    expect(clock.sleepsMs).toEqual([45_000]);
  });

  test('is left to a durable timer when storage asks for more than a minute', async () => {
    const clock = createVirtualClock();
    const http = fakeHttp(inOrder({ status: 503, headers: { 'retry-after': '65' } }, SAID));
    await expect(readLastModified(http, clock, source())).rejects.toMatchObject({
      code: 'ThrottledTooLong',
      retryAfterMs: 65_000,
    });
    expect(clock.sleepsMs).toEqual([]);
  });

  test.each<[string, FakeAnswer, string]>([
    ['404', { status: 404 }, 'SnapshotMoved'],
    ['403', { status: 403 }, 'SourceForbidden'],
    ['500', { status: 500 }, 'SourceUnavailable'],
    ['a redirect', { status: 302, headers: { 'last-modified': DATE } }, 'SourceUnavailable'],
    ['a broken connection', new Error(`reset ${URL_WITH_SAS}`), 'SourceUnavailable'],
    ['no date', { status: 200 }, 'SourceUnavailable'],
    ['a date that is none', { status: 200, headers: { 'last-modified': 'soon' } }, 'SourceUnavailable'],
  ])('cannot be told on %s', async (_, answer, code) => {
    const error = await readLastModified(
      fakeHttp(() => answer),
      createVirtualClock(),
      source(),
    ).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('SECRET');
  });
});
