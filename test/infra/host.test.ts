import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { durableBackend, hostConfiguration } from '../../infra/build/hostConfiguration.ts';
import { DEFAULT_LIMITS } from '../../shared/copy/limits.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const text = read('host.json');
const host = JSON.parse(text);
const durable = host.extensions.durableTask;

const seconds = (time: string) => time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

describe('host.json', () => {
  it('asks for a bundle with orchestration versioning and the scheduler', () => {
    // Versioning came with 4.30.0: https://learn.microsoft.com/azure/durable-task/common/durable-orchestration-versioning
    const [, minor] = /^\[4\.(\d+)\.\d+, 5\.0\.0\)$/.exec(host.extensionBundle.version) ?? [];
    expect(host.extensionBundle.id).toBe('Microsoft.Azure.Functions.ExtensionBundle');
    expect(Number(minor)).toBeGreaterThanOrEqual(30);
  });

  it('lets new instances replay runs that older ones began, and never the other way round', () => {
    expect(durable.defaultVersion).toMatch(/^\d+\.\d+$/);
    expect(durable).toMatchObject({ versionMatchStrategy: 'CurrentOrOlder', versionFailureStrategy: 'Reject' });
  });

  it('gives a file four hours', () => {
    expect(host.functionTimeout).toBe('04:00:00');
    // Enough to give up in good order, and to wait once for the durable backend and once for the landing.
    expect(seconds(host.functionTimeout) * 1000 - DEFAULT_LIMITS.copyTimeMs).toBeGreaterThanOrEqual(1_800_000);
  });

  // What is in hand is renewed every 30 seconds; less than two renewals in the timeout would run it twice. A dead instance holds messages of both queues:
  // activities that it ran, and results of activities that no orchestrator has seen yet.
  it.each(['workItemQueueVisibilityTimeout', 'controlQueueVisibilityTimeout'])(
    'goes on soon after an instance died, but leaves time to renew: %s',
    (setting) => {
      const timeout = seconds(durable.storageProvider[setting]);
      expect(timeout).toBeGreaterThanOrEqual(90);
      expect(timeout).toBeLessThanOrEqual(120);
    },
  );

  it('names the hub as the scheduler does', () => {
    const [, hub] = /var taskHub = '(\w+)'/.exec(read('infra/modules/durableTaskScheduler.bicep')) ?? [];
    expect(durable.hubName).toBe(hub);
    expect(hub).toMatch(/^[A-Za-z][A-Za-z0-9]{2,44}$/);
  });

  it('has the concurrency that the deployment sets for an instance of 2048 MB', () => {
    const [, each] =
      /maxConcurrentActivityFunctions: string\((\d+) \* \(instanceMemoryMB \/ 2048\)\)/.exec(
        read('infra/modules/functionApp.bicep'),
      ) ?? [];
    expect(durable.maxConcurrentActivityFunctions).toBe(Number(each));
  });

  it('records no inputs, outputs, URLs or outgoing calls', () => {
    expect(durable.tracing).toEqual({
      traceInputsAndOutputs: false,
      distributedTracingEnabled: false,
      version: 'None',
    });
    expect(host.logging.applicationInsights).toMatchObject({
      enableDependencyTracking: false,
      httpAutoCollectionOptions: { enableHttpTriggerExtendedInfoCollection: false },
    });
  });

  it('samples nothing that an alert looks at', () => {
    const excluded = host.logging.applicationInsights.samplingSettings.excludedTypes.split(';');
    expect(excluded).toEqual(expect.arrayContaining(['Trace', 'Request', 'Exception']));
    expect(host.logging.logLevel).toMatchObject({ Function: 'Information', 'Host.Results': 'Information' });
  });
});

describe('hostConfiguration', () => {
  it('leaves the file as it is for the host storage account', () => {
    expect(hostConfiguration(text, 'storage')).toBe(text);
  });

  it('changes only the storage provider for the scheduler', () => {
    const scheduler = JSON.parse(hostConfiguration(text, 'scheduler'));
    const setting = scheduler.extensions.durableTask.storageProvider.connectionStringName;
    expect(scheduler.extensions.durableTask.storageProvider.type).toBe('azureManaged');
    expect(read('infra/modules/functionApp.bicep')).toContain(`${setting}: `);
    scheduler.extensions.durableTask.storageProvider = durable.storageProvider;
    expect(scheduler).toEqual(host);
  });
});

describe('durableBackend', () => {
  it.each([
    [undefined, 'storage'],
    ['', 'storage'],
    ['false', 'storage'],
    ['TRUE', 'scheduler'],
  ])('of %j is %s', (value, expected) => {
    expect(durableBackend({ DURABLE_TASK_SCHEDULER: value })).toBe(expected);
  });

  it('refuses what is neither', () => {
    expect(() => durableBackend({ DURABLE_TASK_SCHEDULER: 'yes' })).toThrow('expected true or false');
  });
});
