import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  linesOf,
  MERGE_AT_ONCE,
  mergeFiles,
  type RecordForm,
  readSorted,
  writeSorted,
} from '../../../shared/analysis/sortedFiles.ts';
import { createSpill } from '../../../shared/analysis/spill.ts';
import { memoryBlobStore } from '../../support/memoryBlobStore.ts';

interface Count {
  key: string;
  count: number;
}

const FORM: RecordForm<Count> = {
  text: (record) => `${JSON.stringify(record)}\n`,
  parse: (line) => JSON.parse(line),
  key: ({ key }) => key,
  merge: (a, b) => ({ key: a.key, count: a.count + b.count }),
};

async function all<T>(records: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const record of records) found.push(record);
  return found;
}

/** What a map makes of the same records. */
function model(files: readonly (readonly Count[])[]): Count[] {
  const counts = new Map<string, number>();
  for (const { key, count } of files.flat()) counts.set(key, (counts.get(key) ?? 0) + count);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => ({ key, count }));
}

const keys = fc.string({ unit: 'grapheme', maxLength: 3 });
const records = fc.uniqueArray(fc.record({ key: keys, count: fc.nat(9) }), {
  selector: ({ key }) => key,
  maxLength: 12,
});

describe('sorted files', () => {
  test('of any number become one, as if all had been in memory', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(records, { maxLength: 2 * MERGE_AT_ONCE + 3 }), async (files) => {
        const store = memoryBlobStore();
        const paths: string[] = [];
        for (const [index, file] of files.entries()) {
          const path = `f${index}`;
          const sorted = [...file].sort((a, b) => (a.key < b.key ? -1 : 1));
          await writeSorted(store, path, sorted, FORM);
          paths.push(path);
        }
        expect(await all(mergeFiles(store, paths, FORM, 's/'))).toEqual(model(files));
        // The files themselves stay; what was made between does not.
        expect([...store.blobs.keys()].sort()).toEqual(paths.sort());
      }),
      { numRuns: 40 },
    );
  });

  test('are never read more than a few at once', async () => {
    const store = memoryBlobStore();
    const paths = Array.from({ length: 5 * MERGE_AT_ONCE }, (_, index) => `f${index}`);
    for (const path of paths) await writeSorted(store, path, [{ key: path, count: 1 }], FORM);
    let open = 0;
    let most = 0;
    const { stream } = store;
    store.stream = async function* (path) {
      most = Math.max(most, ++open);
      try {
        yield* stream(path);
      } finally {
        open--;
      }
    };
    expect(await all(mergeFiles(store, paths, FORM, 's/'))).toHaveLength(paths.length);
    expect(most).toBeLessThanOrEqual(MERGE_AT_ONCE);
  });

  test('that somebody else has written end in LandingUnavailable', async () => {
    const store = memoryBlobStore();
    await store.put('f', Buffer.from('{"key":"a","count":1}\nnonsense\n'), { always: true });
    await expect(all(readSorted(store, 'f', FORM))).rejects.toMatchObject({ code: 'LandingUnavailable' });
  });

  test('have lines that chunks may cut anywhere', async () => {
    const text = 'a\näöü\n\n€𝄞\nend';
    const bytes = Buffer.from(text);
    for (let size = 1; size <= bytes.length; size++) {
      const chunks = async function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      };
      expect(await all(linesOf(chunks()))).toEqual(text.split('\n'));
    }
  });
});

describe('records that do not fit in memory', () => {
  test('come out as if they had', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(records, { maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        async (portions, mostHeld) => {
          const store = memoryBlobStore();
          const spill = createSpill(store, 's/', FORM, mostHeld);
          for (const portion of portions) {
            for (const record of portion) {
              const held = spill.held.get(record.key);
              spill.held.set(record.key, held ? FORM.merge(held, record) : record);
            }
            await spill.relieve();
            expect(spill.held.size).toBeLessThan(mostHeld);
          }
          expect(await all(spill.drain())).toEqual(model(portions));
          expect([...store.blobs.keys()]).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });
});
