import { expect, test } from '@jest/globals';
import { withRuns } from '../../../shared/api/invoiceBody.ts';
import type { Instance } from '../../../shared/durable/instances.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';

const ID = 'billed-usage-G000000001-full';
const state = (status: 'running' | 'landed' | 'noData', lastRun: string) => ({
  status,
  attributeSet: null,
  version: null,
  lines: null,
  sum: null,
  lastRun,
  exportId: ID,
});

test.each<[string, Instance['runtimeStatus'] | undefined, object]>([
  ['runs', 'Running', { status: 'running', lastRun: 'running' }],
  ['was cancelled', 'Terminated', { status: 'cancelled', lastRun: 'cancelled' }],
  ['died', 'Failed', { status: 'failed', lastRun: 'failed' }],
  ['is forgotten', undefined, { status: 'failed', lastRun: 'failed' }],
])('a run that the index has running and that %s', async (_, runtimeStatus, expected) => {
  const instances = fakeInstances(...(runtimeStatus ? [instanceOf({ id: ID, runtimeStatus })] : []));
  const [entry] = await withRuns(instances, [{ kinds: { billedUsage: state('running', 'running') } }]);
  expect(entry?.kinds.billedUsage).toMatchObject(expected);
});

test('what has landed stays landed, whatever became of its last run', async () => {
  const instances = fakeInstances(instanceOf({ id: ID, runtimeStatus: 'Terminated' }));
  const [entry] = await withRuns(instances, [{ kinds: { billedUsage: state('landed', 'running') } }]);
  expect(entry?.kinds.billedUsage).toMatchObject({ status: 'landed', lastRun: 'cancelled' });
});

test('of what has ended nobody is asked', async () => {
  const instances = fakeInstances();
  instances.find = async () => {
    throw new Error('asked');
  };
  const [entry] = await withRuns(instances, [{ kinds: { billedUsage: state('noData', 'noData') } }]);
  expect(entry?.kinds.billedUsage).toMatchObject({ status: 'noData' });
});
