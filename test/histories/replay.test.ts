import { beforeAll, describe, expect, test } from '@jest/globals';
import { registeredFunctions } from '../../local/host/functionsCore.ts';
import { triggerType } from '../../local/host/worker/bindInputs.ts';
import { brokenBy } from './checkHistory.ts';
import { defaultVersion, eventsOf, fileNames, readHistory, recordedVersions, startOf } from './history.ts';

beforeAll(() => import('../../functions/index.ts'));

describe.each(recordedVersions())('runs of version %s', (version) => {
  test.each(fileNames(version))('go on after an upgrade: %s', async (fileName) => {
    expect(await brokenBy(readHistory(version, fileName))).toBeUndefined();
  });

  test('are recorded as of this version, without a secret or an address', () => {
    for (const fileName of fileNames(version)) {
      const history = readHistory(version, fileName);
      expect(startOf(eventsOf(history)).Version).toBe(version);
      expect(history.events.join('\n')).not.toMatch(/sig=|eyJ|Bearer|127\.0\.0\.1|localhost|\/tmp\//);
    }
  });
});

test('every orchestrator is recorded in the version that new runs get', () => {
  const version = defaultVersion();
  const recorded = recordedVersions().includes(version) ? fileNames(version) : [];
  const missing = [...registeredFunctions().values()]
    .filter((fn) => triggerType(fn) === 'orchestrationTrigger')
    .map(({ metadata }) => metadata.name)
    .filter((name) => !recorded.some((fileName) => fileName.startsWith(`${name}-`)))
    .map((name) => `Record "${name}" in version ${version}: see test/histories/record.ts.`);
  expect(missing).toEqual([]);
});
