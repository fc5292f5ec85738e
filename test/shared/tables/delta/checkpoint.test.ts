import { beforeEach, describe, expect, test } from '@jest/globals';
import { readCheckpoint, tombstoneAgeMs, writeCheckpoint } from '../../../../shared/tables/delta/checkpoint.ts';
import { commitPartition, describeTable } from '../../../../shared/tables/delta/commitPartition.ts';
import { ENTRIES_PER_CHECKPOINT } from '../../../../shared/tables/delta/keepCheckpoint.ts';
import {
  checkpointPath,
  entryPath,
  lastCheckpointPath,
  readLog,
  UnreadableLog,
} from '../../../../shared/tables/delta/readLog.ts';
import { type MemoryBlobStore, memoryBlobStore } from '../../../support/memoryBlobStore.ts';
import { createVirtualClock } from '../../../support/virtualClock.ts';
import { commitOf, committed, file, shownBy, TABLE } from './logBed.ts';

let store: MemoryBlobStore;
let clock: ReturnType<typeof createVirtualClock>;
const commit = (name: string, invoice = 'G1') =>
  commitPartition(store, clock, commitOf(name, { partition: { LandingInvoice: invoice }, files: [file(name, 2)] }));

beforeEach(() => {
  store = memoryBlobStore();
  clock = createVirtualClock();
});

async function commits(count: number, from = 0) {
  for (let each = from; each < from + count; each++) await commit(`c${each}`, `G${each % 7}`);
}

test('a state comes back from its checkpoint as it went in', async () => {
  await commits(9);
  const snapshot = await readLog(store, TABLE);
  if (!snapshot) throw new Error('no table');
  const { bytes, actions } = writeCheckpoint(snapshot, clock.now().getTime());
  const read = await readCheckpoint(Buffer.from(bytes));
  expect(read).toHaveLength(actions);
  const state = { files: new Map(), removed: new Map(), txns: new Map() };
  for (const { add, remove, txn } of read) {
    if (add) state.files.set(add.path, { ...add, dataChange: true });
    if (remove) state.removed.set(remove.path, { ...remove, dataChange: true });
    if (txn) state.txns.set(txn.appId, txn);
  }
  expect(state).toEqual({ files: snapshot.files, removed: snapshot.removed, txns: snapshot.txns });
  expect(read.find(({ metaData }) => metaData)?.metaData).toEqual(snapshot.metaData);
  expect(read.find(({ protocol }) => protocol)?.protocol).toEqual(snapshot.protocol);
});

test('what was removed long ago is forgotten, what was removed lately is not', async () => {
  await commit('a');
  await commit('b');
  const snapshot = await readLog(store, TABLE);
  if (!snapshot) throw new Error('no table');
  const removedIn = async (afterDays: number) => {
    const { bytes } = writeCheckpoint(snapshot, clock.now().getTime() + afterDays * 86_400_000);
    return (await readCheckpoint(Buffer.from(bytes))).filter(({ remove }) => remove).length;
  };
  expect([await removedIn(6.9), await removedIn(7.1)]).toEqual([1, 0]);
});

test.each([
  [undefined, 7],
  ['interval 2 weeks', 14],
  ['interval 30 days', 30],
  ['12 hours', 0.5],
  ['interval 1 month', 90],
  ['?', 90],
])('a table that keeps removed files for %p keeps them %p days', (text, days) => {
  const configuration: Record<string, string> = text ? { 'delta.deletedFileRetentionDuration': text } : {};
  expect(tombstoneAgeMs(configuration)).toBe(days * 86_400_000);
});

describe('a table of many versions', () => {
  test('costs the next commit and its readers as much as a young one', async () => {
    await commits(ENTRIES_PER_CHECKPOINT + 5);
    const requestsOf = async (work: () => Promise<unknown>) => {
      store.calls = [];
      await work();
      return store.calls.length;
    };
    const young = await requestsOf(() => commit('next', 'G1'));
    // As far behind its checkpoint as the young one.
    await commits(6 * ENTRIES_PER_CHECKPOINT - 1, 100);
    const old = await requestsOf(() => commit('next2', 'G1'));
    expect(old).toBe(young);
    expect(store.calls.filter((call) => call.startsWith('list'))).toEqual([]);
    const state = await readLog(store, TABLE);
    expect([...(state?.files.keys() ?? [])].sort()).toEqual(shownBy(store));
    expect(await describeTable(store, TABLE)).toEqual({ version: state?.version, rows: 2 * shownBy(store).length });
  });

  test('is read to its end when the hint is behind, broken or gone', async () => {
    await commits(2 * ENTRIES_PER_CHECKPOINT + 3);
    const end = await readLog(store, TABLE);
    const hint = store.blobs.get(lastCheckpointPath(TABLE));
    if (!hint) throw new Error('no hint');
    for (const text of [`{"version":${ENTRIES_PER_CHECKPOINT}}`, '{"version":999}', 'not json', '{}']) {
      store.blobs.set(lastCheckpointPath(TABLE), { ...hint, bytes: Buffer.from(text) });
      const state = await readLog(store, TABLE);
      expect([state?.version, [...(state?.files.keys() ?? [])].sort()]).toEqual([end?.version, shownBy(store)]);
    }
  });

  test('is read when its owner has cleaned up the beginning of its log, with and without a hint', async () => {
    await commits(2 * ENTRIES_PER_CHECKPOINT + 3);
    const shown = shownBy(store);
    for (let version = 0; version < 2 * ENTRIES_PER_CHECKPOINT - 1; version++) {
      store.blobs.delete(entryPath(TABLE, version));
      store.blobs.delete(checkpointPath(TABLE, version));
    }
    expect([...((await readLog(store, TABLE))?.files.keys() ?? [])].sort()).toEqual(shown);
    store.blobs.delete(lastCheckpointPath(TABLE));
    expect([...((await readLog(store, TABLE))?.files.keys() ?? [])].sort()).toEqual(shown);
    expect(committed(await commit('later')).version).toBe(2 * ENTRIES_PER_CHECKPOINT + 3);
  });

  test('whose log has lost its beginning and its checkpoint is left alone', async () => {
    await commits(3);
    store.blobs.delete(entryPath(TABLE, 0));
    await expect(readLog(store, TABLE)).rejects.toThrow(UnreadableLog);
    expect(await commit('x')).toMatchObject({ kind: 'foreign' });
  });

  test('whose checkpoint cannot be read is left alone', async () => {
    await commits(ENTRIES_PER_CHECKPOINT + 1);
    const path = [...store.blobs.keys()].find((each) => each.endsWith('.checkpoint.parquet')) ?? '';
    store.blobs.set(path, { bytes: Buffer.from('PAR1 no'), etag: '"x"', lastModified: new Date(0) });
    expect(await commit('x')).toMatchObject({ kind: 'foreign', reason: expect.stringContaining('no checkpoint') });
  });
});

test('a checkpoint that fails is told, and made by the next commit', async () => {
  await commits(ENTRIES_PER_CHECKPOINT - 1);
  store.before = (call) => {
    if (call.startsWith('put') && call.includes('checkpoint')) throw new Error('disk full');
  };
  expect(await commit('a')).toMatchObject({ kind: 'committed', checkpointFailure: 'disk full' });
  expect(await commit('b')).toHaveProperty('checkpointFailure');
  store.before = () => undefined;
  expect(await commit('c')).not.toHaveProperty('checkpointFailure');
  expect((await readLog(store, TABLE))?.checkpointVersion).toBe(ENTRIES_PER_CHECKPOINT + 1);
});

test('a table that is not there has no state', async () => {
  expect(await readLog(store, TABLE)).toBeUndefined();
  expect(await describeTable(store, TABLE)).toBeUndefined();
});
