import { describe, expect, test } from '@jest/globals';
import { createServiceClient } from '../../../shared/wire/serviceClient.ts';
import { createServiceGate } from '../../../shared/wire/serviceGate.ts';
import { type FakeAnswer, fakeHttp } from '../../support/fakeHttp.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const OK: FakeAnswer = { status: 200, body: {} };
const busy = (seconds: number): FakeAnswer => ({ status: 429, headers: { 'retry-after': String(seconds) } });

function bed(answer: (index: number) => FakeAnswer) {
  const clock = createVirtualClock();
  const http = fakeHttp((_, index) => answer(index));
  const client = createServiceClient({
    name: 'Microsoft Graph',
    baseUrl: 'https://graph.example/v1.0',
    tokens: { get: async () => 'TOKEN' },
    httpClient: http,
    clock,
  });
  const get = (path: string) => client.send({ method: 'GET', path });
  return { clock, http, get };
}

describe('a service that asks to be left alone', () => {
  test('is left alone by all who come meanwhile: they are told what is left', async () => {
    const { clock, http, get } = bed((index) => (index === 0 ? busy(300) : OK));
    expect(await get('first')).toMatchObject({ stop: 'wait', retryAfterMs: 300_000 });
    clock.pass(100_000);
    expect(await get('second')).toMatchObject({
      stop: 'wait',
      retryAfterMs: 200_000,
      failure: { code: 'ThrottledTooLong', message: 'Microsoft Graph answered 429 to GET first' },
    });
    expect(http.requests).toHaveLength(1);
    clock.pass(200_000);
    expect(await get('third')).toMatchObject({ answer: { status: 200 } });
    expect(http.requests).toHaveLength(2);
  });

  test('is waited for inside the call by who comes near the end', async () => {
    const { clock, http, get } = bed((index) => (index === 0 ? busy(300) : OK));
    await get('first');
    clock.pass(270_000);
    expect(await get('second')).toMatchObject({ answer: { status: 200 } });
    expect(clock.sleepsMs).toEqual([30_000]);
    expect(http.requests).toHaveLength(2);
  });

  test('for less than a minute holds up the others too', async () => {
    const sentAtMs: number[] = [];
    const { clock, get } = bed((index) => {
      sentAtMs.push(clock.now().getTime());
      return index === 0 ? busy(40) : OK;
    });
    const first = get('first');
    while (clock.sleepsMs.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, get('second')]);
    const [startMs = 0, ...rest] = sentAtMs;
    expect(rest).toEqual([startMs + 40_000, startMs + 40_000]);
  });

  test('for days is asked again after an hour, by those who were not told to wait', async () => {
    const { clock, http, get } = bed((index) => (index === 0 ? busy(86_400 * 30) : OK));
    expect(await get('first')).toMatchObject({ stop: 'wait', retryAfterMs: 86_400_000 * 30 });
    clock.pass(3_599_000);
    await get('second');
    clock.pass(1_000);
    expect(await get('third')).toMatchObject({ answer: { status: 200 } });
    expect(http.requests.length).toBeGreaterThanOrEqual(2);
  });

  test('may ask so of another service without harm', async () => {
    const { get } = bed(() => busy(300));
    await get('first');
    const other = bed(() => OK);
    expect(await other.get('x')).toMatchObject({ answer: { status: 200 } });
  });
});

describe('a gate', () => {
  test('stays closed for the longest that was asked', () => {
    const clock = createVirtualClock();
    const gate = createServiceGate(clock);
    expect(gate.closed()).toBeUndefined();
    gate.close({ retryAfterMs: 5_000, reason: 'long' });
    gate.close({ retryAfterMs: 2_000, reason: 'short' });
    expect(gate.closed()).toEqual({ retryAfterMs: 5_000, reason: 'long' });
    clock.pass(5_000);
    expect(gate.closed()).toBeUndefined();
  });
});
