import { afterEach, expect, test } from '@jest/globals';
import { noMetrics } from '../../../shared/report/runMetrics.ts';
import { createServices } from '../../../shared/services.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { fakeHttp } from '../../support/fakeHttp.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const before = process.env.HTTPS_PROXY;
afterEach(() => {
  if (before === undefined) delete process.env.HTTPS_PROXY;
  else process.env.HTTPS_PROXY = before;
});

/** The proxies that the requests of a program in this environment go through, one a request. */
async function proxiesOf(httpsProxy: string | undefined): Promise<(string | undefined)[]> {
  if (httpsProxy === undefined) delete process.env.HTTPS_PROXY;
  else process.env.HTTPS_PROXY = httpsProxy;
  const read = readSettings({ LANDING_STORAGE: 'UseDevelopmentStorage=true' });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const httpClient = fakeHttp(() => ({ status: 404, body: {} }));
  const { partnerCenter, steps } = createServices(read.settings, {
    clock: createVirtualClock(),
    credential: { getToken: async () => ({ token: 'TOKEN', expiresOnTimestamp: 0 }) },
    httpClient,
    metrics: noMetrics,
  });
  await steps.billing.operation('op-1');
  await partnerCenter.probe();
  const url = async () => 'https://a.blob.core.windows.net/c/b';
  await steps.lastModified({ name: 'b', url, renew: url }).catch(() => {});
  return httpClient.requests.map(({ agent }) =>
    agent && 'proxy' in agent && agent.proxy instanceof URL ? agent.proxy.href : undefined,
  );
}

test('Graph, Partner Center and the source are asked through the proxy of the environment, like tokens and the landing', async () => {
  const proxy = 'http://proxy.example:3128/';
  expect(await proxiesOf(proxy)).toEqual([proxy, proxy, proxy]);
  expect(await proxiesOf(undefined)).toEqual([undefined, undefined, undefined]);
});
