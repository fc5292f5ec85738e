import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commitPartition, type PartitionCommit } from '../../../../shared/tables/delta/commitPartition.ts';
import { entryPath, readLog } from '../../../../shared/tables/delta/readLog.ts';
import { type MemoryBlobStore, memoryBlobStore } from '../../../support/memoryBlobStore.ts';
import { createVirtualClock } from '../../../support/virtualClock.ts';
import { COLUMNS, commitOf, committed, entryAt, file, shownBy, strangersEntry, TABLE } from './logBed.ts';

let store: MemoryBlobStore;
const clock = createVirtualClock();
const commit = (each: PartitionCommit) => commitPartition(store, clock, each);

beforeEach(() => {
  store = memoryBlobStore();
});

describe('the first commit', () => {
  test('makes the table, for readers of version 1 and writers of version 2', async () => {
    expect(await commit(commitOf('a', { files: [file('a', 7)] }))).toEqual({ kind: 'committed', version: 0, rows: 7 });
    const [info, protocol, metaData, add, txn] = entryAt(store, 0);
    expect(info?.commitInfo).toMatchObject({ attempt: 'a', operation: 'WRITE', LandingVersion: 'v-a' });
    expect(protocol?.protocol).toEqual({ minReaderVersion: 1, minWriterVersion: 2 });
    expect(metaData?.metaData).toMatchObject({ partitionColumns: ['LandingInvoice'], configuration: {} });
    expect(JSON.parse(metaData?.metaData?.schemaString ?? '').fields).toEqual([
      { name: 'CustomerId', type: 'string', nullable: true, metadata: {} },
      { name: 'BillingPreTaxTotal', type: 'decimal(38,20)', nullable: true, metadata: {} },
      { name: 'UsageDate', type: 'date', nullable: true, metadata: {} },
      { name: 'LandingLine', type: 'long', nullable: true, metadata: {} },
      { name: 'LandingInvoice', type: 'string', nullable: true, metadata: {} },
    ]);
    expect(add?.add).toMatchObject({
      path: 'LandingInvoice=G1/a.zstd.parquet',
      partitionValues: { LandingInvoice: 'G1' },
      size: 100,
      dataChange: true,
      tags: { LandingVersion: 'v-a' },
    });
    expect(JSON.parse(add?.add?.stats ?? '')).toEqual({
      numRecords: 7,
      minValues: { UsageDate: '2026-10-01' },
      maxValues: { UsageDate: '2026-10-31' },
      nullCount: { CustomerId: 0 },
    });
    expect(txn?.txn).toMatchObject({ appId: 'billed-usage-G1-full', version: 1 });
  });

  test('of two at once makes one table, and both states of it', async () => {
    const ends = await Promise.all([
      commit(commitOf('a')),
      commit(commitOf('b', { partition: { LandingInvoice: 'G2' } })),
    ]);
    expect(ends.map((end) => committed(end).version).sort()).toEqual([0, 1]);
    expect(entryAt(store, 1).some(({ metaData }) => metaData)).toBe(false);
    expect(shownBy(store)).toHaveLength(2);
  });
});

describe('a later commit', () => {
  beforeEach(async () => {
    await commit(commitOf('a', { files: [file('a1'), file('a2')] }));
  });

  test('removes all that its partition shows and adds its files, in one entry', async () => {
    await commit(commitOf('other', { partition: { LandingInvoice: 'G2' } }));
    await commit(commitOf('b'));
    const removed = entryAt(store, 2).flatMap(({ remove }) => (remove ? [remove] : []));
    expect(removed).toEqual(
      ['a1', 'a2'].map((name) => ({
        path: `LandingInvoice=G1/${name}.zstd.parquet`,
        deletionTimestamp: clock.now().getTime(),
        dataChange: true,
        extendedFileMetadata: true,
        partitionValues: { LandingInvoice: 'G1' },
        size: 100,
      })),
    );
    expect(shownBy(store)).toEqual(['LandingInvoice=G1/b.zstd.parquet', 'LandingInvoice=G1/other.zstd.parquet']);
  });

  test('of a version without rows leaves the partition empty', async () => {
    expect(await commit(commitOf('b', { files: [] }))).toMatchObject({ kind: 'committed', rows: 0 });
    expect(shownBy(store)).toEqual([]);
  });

  test('made again by the same attempt changes nothing', async () => {
    await commit(commitOf('b'));
    await commit(commitOf('other', { partition: { LandingInvoice: 'G2' } }));
    expect(await commit(commitOf('b'))).toMatchObject({ kind: 'committed', version: 2 });
    expect(store.blobs.has(entryPath(TABLE, 3))).toBe(false);
  });

  test('of a version that is no longer the one to show changes nothing', async () => {
    const asked: number[] = [];
    const isCurrent = async () => {
      asked.push(store.calls.filter((call) => call.startsWith('get')).length);
      return false;
    };
    expect(await commit(commitOf('old', { isCurrent }))).toEqual({ kind: 'superseded' });
    expect(shownBy(store)).toHaveLength(2);
    // Only a look after the end of the log was read can tell: what is committed in between loses the race for the entry.
    expect(asked[0]).toBeGreaterThanOrEqual(2);
  });

  test('whose put got no answer and was sent again knows its own entry', async () => {
    const put = store.put;
    let lost = false;
    store.put = async (...call) => {
      const etag = await put(...call);
      if (lost || !call[0].endsWith('01.json')) return etag;
      lost = true;
      return put(...call);
    };
    expect(await commit(commitOf('b'))).toMatchObject({ kind: 'committed', version: 1 });
    expect(store.blobs.has(entryPath(TABLE, 2))).toBe(false);
  });

  test('of a later dictionary puts its columns behind the others, once', async () => {
    const wider = [...COLUMNS.slice(0, 1), { name: 'New', type: { type: 'timestamp' } } as const, ...COLUMNS.slice(1)];
    await commit(commitOf('b', { columns: wider }));
    await commit(commitOf('c'));
    await commit(commitOf('d', { columns: wider }));
    const names = (version: number) => {
      const text = entryAt(store, version).find(({ metaData }) => metaData)?.metaData?.schemaString;
      return text && JSON.parse(text).fields.map(({ name }: { name: string }) => name);
    };
    expect(names(1)).toEqual([...COLUMNS.map(({ name }) => name), 'LandingInvoice', 'New']);
    expect([names(2), names(3)]).toEqual([undefined, undefined]);
  });
});

describe('a table that is somebody else’s', () => {
  const metaData = async () => {
    await commit(commitOf('a'));
    const found = entryAt(store, 0).find((action) => action.metaData)?.metaData;
    if (!found) throw new Error('no schema');
    return found;
  };
  const schemaWith = (text: string, change: (field: { name: string }) => object) => {
    const schema = JSON.parse(text);
    return JSON.stringify({ ...schema, fields: schema.fields.map(change) });
  };

  test.each([
    [
      'a later protocol',
      () => ({ protocol: { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ['deletionVectors'] } }),
      'reader 3 and writer 7',
    ],
    ['a writer of constraints', () => ({ protocol: { minReaderVersion: 1, minWriterVersion: 3 } }), 'writer 3'],
  ])('by %s is left alone', async (_, action, reason) => {
    await metaData();
    strangersEntry(store, 1, [action()]);
    expect(await commit(commitOf('b'))).toMatchObject({ kind: 'foreign', reason: expect.stringContaining(reason) });
    expect(store.blobs.has(entryPath(TABLE, 2))).toBe(false);
  });

  test.each([
    ['appends only', { configuration: { 'delta.appendOnly': 'true' } }, 'nothing may be removed'],
    ['other partitions', { partitionColumns: [] }, 'partitioned by nothing'],
    ['other files', { format: { provider: 'orc', options: {} } }, 'orc'],
  ])('by %s is left alone', async (_, change, reason) => {
    strangersEntry(store, 1, [{ metaData: { ...(await metaData()), ...change } }]);
    expect(await commit(commitOf('b'))).toMatchObject({ kind: 'foreign', reason: expect.stringContaining(reason) });
  });

  test.each([
    ['type', { type: 'double' }, 'BillingPreTaxTotal is "double", not decimal(38,20)'],
    ['spelling', { name: 'billingPreTaxTotal' }, 'spelled otherwise'],
    ['null', { nullable: false }, 'takes no null'],
    ['invariant', { metadata: { 'delta.invariants': '{}' } }, 'invariant'],
  ])('by the %s of a known column is left alone', async (_, change, reason) => {
    const before = await metaData();
    const altered = schemaWith(before.schemaString, (field) =>
      field.name === 'BillingPreTaxTotal' ? { ...field, ...change } : field,
    );
    strangersEntry(store, 1, [{ metaData: { ...before, schemaString: altered } }]);
    expect(await commit(commitOf('b'))).toMatchObject({ kind: 'foreign', reason: expect.stringContaining(reason) });
  });

  test('by an entry that is no JSON is left alone', async () => {
    await metaData();
    store.blobs.set(entryPath(TABLE, 1), { bytes: Buffer.from('<html>'), etag: '"h"', lastModified: new Date(0) });
    expect(await commit(commitOf('b'))).toMatchObject({
      kind: 'foreign',
      reason: expect.stringContaining('no log entry'),
    });
  });
});

test('an owner’s OPTIMIZE is replaced like our own files, and an own column of his stays', async () => {
  await commit(commitOf('a'));
  const before = entryAt(store, 0).find(({ metaData }) => metaData)?.metaData;
  const schema = JSON.parse(before?.schemaString ?? '');
  schema.fields.push({ name: 'Comment', type: 'string', nullable: true, metadata: {} });
  strangersEntry(store, 1, [
    { metaData: { ...before, schemaString: JSON.stringify(schema) } },
    { remove: { path: 'LandingInvoice=G1/a.zstd.parquet', dataChange: false, deletionTimestamp: 1 } },
    {
      add: {
        path: 'LandingInvoice=G1/part%20x.parquet',
        partitionValues: { LandingInvoice: 'G1' },
        size: 5,
        modificationTime: 1,
        dataChange: false,
      },
    },
  ]);
  await commit(commitOf('b'));
  expect(entryAt(store, 2).find(({ remove }) => remove)?.remove?.path).toBe('LandingInvoice=G1/part%20x.parquet');
  const state = await readLog(store, TABLE);
  expect([...(state?.files.keys() ?? [])]).toEqual(['LandingInvoice=G1/b.zstd.parquet']);
  expect(state?.metaData?.schemaString).toContain('"Comment"');
});

test('however commits of many writers fall together, each partition shows one of its commits, whole', async () => {
  const partitions = fc.constantFrom('G1', 'G2', 'G3');
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(partitions, { minLength: 2, maxLength: 12 }), async (s, invoices) => {
      store = memoryBlobStore();
      store.before = () => s.schedule(Promise.resolve());
      const ends = Promise.all(
        invoices.map((invoice, index) =>
          commit(
            commitOf(`w${index}`, {
              partition: { LandingInvoice: invoice },
              files: [file(`w${index}-1`), file(`w${index}-2`)],
            }),
          ),
        ),
      );
      await s.waitFor(ends);
      const versions = (await ends).map((end) => committed(end).version).sort((a, b) => a - b);
      expect(versions).toEqual(invoices.map((_, index) => index));
      const shown = shownBy(store);
      expect(shown).toHaveLength(2 * new Set(invoices).size);
      const writers = new Set(shown.map((path) => /(w\d+)-/.exec(path)?.[1]));
      expect(writers.size).toBe(new Set(invoices).size);
    }),
    { numRuns: 60 },
  );
});

test('a death before or after any call leaves the state before or the state after, and the next try ends it', async () => {
  for (let entry = 0; entry < 11; entry++) await commit(commitOf(`old${entry}`));
  const base = new Map(store.blobs);
  const before = shownBy(store);
  for (let deadAt = 1, died = true; died; deadAt++) {
    store = memoryBlobStore();
    for (const [path, blob] of base) store.blobs.set(path, blob);
    let calls = 0;
    store.before = () => {
      if (++calls >= deadAt) throw new Error('killed');
    };
    died = await commit(commitOf('new')).then(
      (end) => 'checkpointFailure' in end,
      () => true,
    );
    store.before = () => undefined;
    expect([before, ['LandingInvoice=G1/new.zstd.parquet']]).toContainEqual(shownBy(store));
    await commit(commitOf('new'));
    expect(shownBy(store)).toEqual(['LandingInvoice=G1/new.zstd.parquet']);
  }
});
