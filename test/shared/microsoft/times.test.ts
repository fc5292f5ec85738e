import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sasExpiryMs } from '../../../shared/microsoft/sourceAccess.ts';
import { readLastModified } from '../../../shared/microsoft/sourceLastModified.ts';
import { retryAfterMs } from '../../../shared/wire/retryAfter.ts';
import { fakeHttp, inOrder } from '../../support/fakeHttp.ts';
import { manyRuns } from '../../support/manyRuns.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

fc.configureGlobal(manyRuns);

const NOW = new Date('2026-11-08T06:00:00Z');
const date = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
const wholeSeconds = date.map((at) => new Date(Math.floor(at.getTime() / 1000) * 1000));

describe('the times in the words of services', () => {
  test('a SAS tells the moment of its end, wherever it stands between the other parameters', () => {
    const others = fc.dictionary(fc.constantFrom('sv', 'sp', 'sr', 'ske', 'skt', 'sig', 'st', 'sdd'), fc.string());
    fc.assert(
      fc.property(others, others, wholeSeconds, fc.boolean(), (before, after, end, encode) => {
        const text = end.toISOString().replace('.000Z', 'Z');
        const parts = (some: Record<string, string>) =>
          Object.entries(some).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
        const token = [...parts(before), `se=${encode ? encodeURIComponent(text) : text}`, ...parts(after)].join('&');
        expect(sasExpiryMs(token)).toBe(end.getTime());
      }),
    );
  });

  test('whatever a SAS is, its end is a moment or unknown', () => {
    const token = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }).map((text) => `se=${text}&sig=x`),
    );
    fc.assert(
      fc.property(token, (text) => {
        const endMs = sasExpiryMs(text);
        expect(endMs === undefined || Number.isFinite(endMs)).toBe(true);
      }),
    );
  });

  test('Retry-After is told to the second, in seconds and as a date against the date of the answer', () => {
    fc.assert(
      fc.property(
        wholeSeconds,
        fc.integer({ min: 0, max: 99_999_999 }),
        fc.boolean(),
        (answered, seconds, saysDate) => {
          const until = new Date(answered.getTime() + seconds * 1000);
          fc.pre(until.getUTCFullYear() <= 9999);
          const read = (headers: Record<string, string>) =>
            retryAfterMs({ get: (name) => headers[name] }, saysDate ? NOW : answered);
          const its: Record<string, string> = saysDate ? { date: answered.toUTCString() } : {};
          expect(read({ ...its, 'retry-after': String(seconds) })).toBe(seconds * 1000);
          expect(read({ ...its, 'retry-after': until.toUTCString() })).toBe(seconds * 1000);
        },
      ),
    );
  });

  test('Last-Modified is the moment that was said, or storage is asked again', async () => {
    const said = fc.oneof(
      wholeSeconds.map((at) => [at.toUTCString(), at] as const),
      fc.string().map((text) => [text, undefined] as const),
    );
    const LAST = new Date('2026-11-07T22:00:00Z');
    const url = async () => 'https://a.example/b?sig=x';
    const source = { name: 'b', url, renew: url };
    await fc.assert(
      fc.asyncProperty(said, async ([header, at]) => {
        const http = fakeHttp(
          inOrder(
            { status: 200, headers: { 'last-modified': header } },
            { status: 200, headers: { 'last-modified': LAST.toUTCString() } },
          ),
        );
        const read = await readLastModified(http, createVirtualClock(), source);
        expect(Number.isNaN(read.getTime())).toBe(false);
        if (at) expect(read).toEqual(at);
        else if (http.requests.length > 1) expect(read).toEqual(LAST);
      }),
      { numRuns: manyRuns.numRuns / 10 },
    );
  });
});
