import { describe, expect, test } from '@jest/globals';
import { SourceUrl } from '../../../shared/copy/sourceUrl.ts';
import { rejectedCode } from '../../support/codes.ts';

/** A source whose SAS are numbered: `u0` at first, then one more with each renewal. */
function numbered() {
  const renewals: string[] = [];
  let asked = 0;
  const { signal } = new AbortController();
  const signals = new Set<AbortSignal>();
  const source = {
    name: 'a.json.gz',
    async url(given: AbortSignal) {
      asked++;
      signals.add(given);
      return 'u0';
    },
    async renew(refused: string, given: AbortSignal) {
      signals.add(given);
      renewals.push(refused);
      return `u${renewals.length}`;
    },
  };
  return { url: new SourceUrl(source, signal), renewals, asked: () => asked, signals, signal };
}

describe('the URL of a source', () => {
  test('is asked for once, and by whoever may give up', async () => {
    const { url, asked, signals, signal } = numbered();
    expect(await Promise.all([url.get(), url.get()])).toEqual(['u0', 'u0']);
    await url.rejected('u0');
    expect(asked()).toBe(1);
    expect([...signals]).toEqual([signal]);
  });

  test('is renewed once for all requests that it was refused to', async () => {
    const { url, renewals } = numbered();
    await url.get();
    await Promise.all([url.rejected('u0'), url.rejected('u0'), url.rejected('u0')]);
    expect(await url.get()).toBe('u1');
    expect(renewals).toEqual(['u0']);
  });

  test('that is refused although it is new ends the copy', async () => {
    const { url, renewals } = numbered();
    await url.rejected(await url.get());
    expect(await rejectedCode(url.rejected(await url.get()))).toBe('SourceForbidden');
    expect(renewals).toEqual(['u0']);
  });

  test('that worked and expires in a long file is renewed again and again', async () => {
    const { url, renewals } = numbered();
    for (let hour = 0; hour < 5; hour++) {
      await url.accepted(await url.get());
      await url.rejected(await url.get());
    }
    expect(renewals).toEqual(['u0', 'u1', 'u2', 'u3', 'u4']);
  });

  test('is not taken for working because of an answer to the one before, that came as this one was asked for', async () => {
    const { url } = numbered();
    await url.get();
    await Promise.all([url.rejected('u0'), url.accepted('u0')]);
    expect(await rejectedCode(url.rejected('u1'))).toBe('SourceForbidden');
  });

  test('is not taken for working because an earlier one did', async () => {
    const { url } = numbered();
    await url.accepted('u0');
    await url.rejected('u0');
    await url.accepted('u0');
    expect(await rejectedCode(url.rejected('u1'))).toBe('SourceForbidden');
  });
});
