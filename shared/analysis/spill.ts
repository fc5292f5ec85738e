import { randomUUID } from 'node:crypto';
import type { BlobStore } from '../landing/blobStore.ts';
import { mergeFiles, mergeSorted, type RecordForm, writeSorted } from './sortedFiles.ts';

/** Records by key, of which at most so many are held; the rest lie in sorted files until all of them are read once, merged. */
export interface Spill<T> {
  /** Of the records that are held, the one of this key. */
  held: Map<string, T>;
  /** To be called now and then: writes what is held to a file when it has become too many. */
  relieve(): Promise<void>;
  /** Everything, sorted by key. Once. */
  drain(): AsyncGenerator<T>;
}

/** Some 30 MB of groups; 100,000 and 300,000 of them peak alike, at 400 and 430 MiB of the process. */
const MOST_HELD = 20_000;

/** `scratch` is a folder for the files between; they have new names and are left to whoever clears it. */
export function createSpill<T>(store: BlobStore, scratch: string, form: RecordForm<T>, mostHeld = MOST_HELD): Spill<T> {
  const held = new Map<string, T>();
  const paths: string[] = [];

  const sorted = (): T[] => [...held].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);

  async function write(): Promise<void> {
    const path = `${scratch}spill-${randomUUID()}.ndjson`;
    await writeSorted(store, path, sorted(), form);
    paths.push(path);
    held.clear();
  }

  return {
    held,
    async relieve() {
      if (held.size >= mostHeld) await write();
    },
    async *drain() {
      if (paths.length === 0) {
        yield* sorted();
        return;
      }
      const inMemory = sorted();
      yield* mergeSorted([mergeFiles(store, paths, form, scratch), streamOf(inMemory)], form);
      for (const path of paths) await store.remove(path);
    },
  };
}

async function* streamOf<T>(records: readonly T[]): AsyncGenerator<T> {
  yield* records;
}
