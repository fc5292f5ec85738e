import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTarget, type Target } from './support/target.ts';
import { filesThatDiffer } from './support/zcat.ts';

/** Nothing listens on port 9: what is sent there fails. */
const PROXIES = {
  HTTPS_PROXY: 'http://127.0.0.1:9',
  HTTP_PROXY: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
};
const NAMES = [...Object.keys(PROXIES), 'NO_PROXY', 'no_proxy'];
const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));

let target: Target;
beforeAll(async () => {
  // As in the shell of a company: a proxy, and no list of what it is not for.
  for (const name of NAMES) delete process.env[name];
  Object.assign(process.env, PROXIES);
  target = await openTarget({
    scenario: { polls: ['running'], data: { files: 1, unpackedBytes: 10_000, members: 1 } },
    settings: PROXIES,
  });
}, 90_000);
afterAll(async () => {
  await target?.stop();
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

test('a proxy in the environment of simulators, host and reader is in the way of none of them', async () => {
  if (!target.stack) return expect(process.env.FUNCTIONS_BASE_URL).toBeDefined();
  expect((await target.call('GET', 'api/health')).body).toMatchObject({ ok: true });
  const { id } = await target.start({ kind: 'billedUsage', invoiceId: 'G000000001' });
  const ended = await target.untilEnded(id, 25_000);
  expect(ended).toMatchObject({ status: 'completed', error: null });
  expect(await filesThatDiffer(target.stack, ended.result?.manifest ?? '')).toEqual({ files: 1, differ: [] });
}, 40_000);
