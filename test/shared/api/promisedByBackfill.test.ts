import { describe, expect, test } from '@jest/globals';
import { findExport } from '../../../shared/api/findExport.ts';
import type { Instance } from '../../../shared/durable/instances.ts';
import { fakeInstances, instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST } from '../../support/requests.ts';

const ID = 'billed-usage-G000000001-full';
const BEGAN = new Date('2026-11-08T06:00:00Z');
const at = (ms: number) => new Date(BEGAN.getTime() + ms);

function backfill(changes: Partial<Instance> = {}, ids: readonly string[] = ['billed-usage-G9-full', ID]): Instance {
  const exports = ids.map((id) => ({ id, request: { ...BILLED_REQUEST, attributeSet: 'basic' as const } }));
  return instanceOf({
    id: 'backfill-1',
    orchestrator: 'runBackfill',
    createdAt: BEGAN,
    input: { id: 'backfill-1', exports, refused: [] },
    ...changes,
  });
}

const find = (...instances: Instance[]) => findExport(fakeInstances(...instances), ID);
const run = (runtimeStatus: Instance['runtimeStatus'], createdAt: Date, updatedAt = createdAt) =>
  instanceOf({ id: ID, runtimeStatus, createdAt, updatedAt });

describe('an export that a running backfill has promised', () => {
  test.each<[string, Instance[]]>([
    ['never ran', [backfill()]],
    ['ran before the backfill began', [backfill(), run('Completed', at(-1))]],
    ['is in the second of two backfills', [backfill({ id: 'backfill-0' }, ['billed-usage-G9-full']), backfill()]],
  ])('is queued when it %s', async (_, instances) => {
    const { instance, run: queued } = await find(...instances);
    expect(instance).toMatchObject({ id: ID, runtimeStatus: 'Pending', createdAt: BEGAN });
    expect(queued).toMatchObject({ exportId: ID, request: { attributeSet: 'basic' } });
  });

  test.each<[string, Instance]>([
    ['runs', run('Running', at(-1))],
    ['ended after the backfill began', run('Completed', at(1))],
    ['ended in the moment the backfill began', run('Completed', at(0))],
    ['began before the backfill, was joined by it and has ended', run('Completed', at(-60_000), at(600_000))],
  ])('is its own run when that %s', async (_, own) => {
    expect((await find(backfill(), own)).instance).toBe(own);
  });
});

test('an export is known as soon as its backfill has begun, in whichever process that was', async () => {
  const stored: Instance[] = [];
  const instances = { ...fakeInstances(), startingWith: async () => [...stored] };
  instances.find = async (id) => stored.find((one) => one.id === id);
  await expect(findExport(instances, ID)).rejects.toMatchObject({ code: 'ExportNotFound' });
  stored.push(backfill());
  expect((await findExport(instances, ID)).instance).toMatchObject({ runtimeStatus: 'Pending' });
});

test('no more is read than the export and the backfills that are active, whatever else there is', async () => {
  const ended = Array.from({ length: 50 }, (_, n) =>
    backfill({ id: `backfill-${n + 10}`, runtimeStatus: 'Completed' }),
  );
  const instances = fakeInstances(...ended, backfill());
  await findExport(instances, ID);
  expect(instances.looks).toBe(2);
});

describe('an export is unknown', () => {
  test.each<[string, Instance[]]>([
    ['when the backfill does not hold it', [backfill({}, ['billed-usage-G9-full'])]],
    ['when the backfill has ended', [backfill({ runtimeStatus: 'Completed' })]],
    ['when what promises it is no backfill', [backfill({ orchestrator: 'runExport' })]],
    ['when nothing is there', []],
  ])('%s', async (_, instances) => {
    await expect(find(...instances)).rejects.toMatchObject({ status: 404, code: 'ExportNotFound' });
  });

  test('when the backfill is purged between the two looks', async () => {
    const instances = fakeInstances();
    instances.startingWith = async () => [backfill()];
    const found = findExport(instances, ID);
    await expect(found).rejects.toMatchObject({ code: 'ExportNotFound' });
  });
});
