import { app, input, output, trigger } from '@azure/functions';
import { expect, test } from '@jest/globals';
import { registeredFunctions } from '../../../local/host/functionsCore.ts';
import { newDataDir, startTestHost } from './support/testHost.ts';

const handler = () => undefined;

/** Each refused app, and what is said of it. */
test.each<[string, () => void, string]>([
  [
    'an unknown trigger',
    () => app.storageQueue('f', { queueName: 'q', connection: 'c', handler }),
    'has a trigger of type "queueTrigger"',
  ],
  [
    'an unknown input',
    () =>
      app.generic('f', {
        trigger: trigger.timer({ schedule: '0 0 0 1 1 *' }),
        extraInputs: [input.storageBlob({ path: 'a/b', connection: 'c' })],
        handler,
      }),
    'has an input of type "blob"',
  ],
  [
    'an unknown output',
    () =>
      app.timer('f', {
        schedule: '0 0 0 1 1 *',
        extraOutputs: [output.storageQueue({ queueName: 'q', connection: 'c' })],
        handler,
      }),
    'has an output of type "queue"',
  ],
  [
    'a route with a constraint',
    () => app.http('f', { route: 'a/{id:int}', handler: async () => ({}) }),
    'has the segment "{id:int}"',
  ],
  [
    'a name that is registered twice',
    () => {
      app.http('f', { handler: async () => ({}) });
      app.http('f', { handler: async () => ({}) });
    },
    'The function "f" is registered twice',
  ],
])('an app with %s is refused when it is loaded, and leaves its directory free', async (_what, register, message) => {
  const dataDir = newDataDir();
  await expect(startTestHost({ dataDir, load: async () => register() })).rejects.toThrow(message);
  const load = async () => app.http('f', { handler: async () => ({ body: 'served' }) });
  const host = await startTestHost({ dataDir, load });
  expect(await (await fetch(`${host.url}/api/f`)).text()).toBe('served');
  await host.stop();
  expect(registeredFunctions().size).toBe(1);
});
