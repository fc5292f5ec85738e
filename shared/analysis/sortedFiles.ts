import { randomUUID } from 'node:crypto';
import { CodedError } from '../errors.ts';
import type { BlobStore } from '../landing/blobStore.ts';

/** How records of one form are written, one a line, and how two of one key become one. */
export interface RecordForm<T> {
  /** Ends in a newline and holds none besides. */
  text(record: T): string;
  parse(line: string): T;
  /** Files are sorted by it, in UTF-16 code unit order; a key stands once in a file. */
  key(record: T): string;
  merge(a: T, b: T): T;
}

/**
 * Files that are read at once: each holds two ranges of a blob (8 MiB) at most, so a merge of any number of files needs no more memory than this many.
 */
export const MERGE_AT_ONCE = 8;

/** A line longer than this is none of ours: a group is a few hundred bytes. */
const LONGEST_LINE_CHARACTERS = 1024 * 1024;

/** The records of a sorted file, in their order. Throws `LandingUnavailable` when it holds something else. */
export async function* readSorted<T>(store: BlobStore, path: string, form: RecordForm<T>): AsyncGenerator<T> {
  for await (const line of linesOf(store.stream(path))) {
    if (line === '') continue;
    let record: T;
    try {
      record = form.parse(line);
    } catch {
      throw new CodedError(
        'LandingUnavailable',
        `${path} is not what this program wrote; it was changed by somebody else.`,
      );
    }
    yield record;
  }
}

/** Lines of UTF-8 text, without their newlines. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE_CHARACTERS) throw new CodedError('LandingUnavailable', 'A line does not end.');
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** Puts sorted streams together into one; records of one key become one. At most a record of each stream is held. */
export async function* mergeSorted<T>(
  sources: readonly AsyncIterable<T>[],
  form: Pick<RecordForm<T>, 'key' | 'merge'>,
): AsyncGenerator<T> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    const heads: { key: string; record: T; from: AsyncIterator<T> }[] = [];
    const advance = async (from: AsyncIterator<T>) => {
      const next = await from.next();
      if (!next.done) heads.push({ key: form.key(next.value), record: next.value, from });
    };
    for (const iterator of iterators) await advance(iterator);
    while (heads.length > 0) {
      heads.sort((a, b) => (a.key < b.key ? -1 : 1));
      const taken = heads.splice(0, heads.filter(({ key }) => key === heads[0]?.key).length);
      yield taken.map(({ record }) => record).reduce((a, b) => form.merge(a, b));
      for (const { from } of taken) await advance(from);
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}

/** Writes records, which come in their order, as a new file of this name. */
export async function writeSorted<T>(
  store: BlobStore,
  path: string,
  records: AsyncIterable<T> | Iterable<T>,
  form: Pick<RecordForm<T>, 'text'>,
): Promise<{ records: number }> {
  let count = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let held: string[] = [];
    let heldCharacters = 0;
    for await (const record of records) {
      const line = form.text(record);
      held.push(line);
      heldCharacters += line.length;
      count++;
      if (heldCharacters < CHUNK_CHARACTERS) continue;
      yield Buffer.from(held.join(''));
      held = [];
      heldCharacters = 0;
    }
    yield Buffer.from(held.join(''));
  }
  await store.putStream(path, chunks(), 'application/x-ndjson');
  return { records: count };
}

const CHUNK_CHARACTERS = 1024 * 1024;

/**
 * Merges any number of sorted files into one stream, a few at once: what is more goes through files between, under new names in `scratch`. The files
 * themselves stay.
 */
export async function* mergeFiles<T>(
  store: BlobStore,
  paths: readonly string[],
  form: RecordForm<T>,
  scratch: string,
): AsyncGenerator<T> {
  let left = [...paths];
  const between: string[] = [];
  while (left.length > MERGE_AT_ONCE) {
    const merged: string[] = [];
    for (let from = 0; from < left.length; from += MERGE_AT_ONCE) {
      const some = left.slice(from, from + MERGE_AT_ONCE);
      const path = `${scratch}merge-${randomUUID()}.ndjson`;
      await writeSorted(
        store,
        path,
        mergeSorted(
          some.map((one) => readSorted(store, one, form)),
          form,
        ),
        form,
      );
      merged.push(path);
    }
    // What was made between is of no use once it is merged itself.
    for (const path of left) if (between.includes(path)) await store.remove(path);
    between.push(...merged);
    left = merged;
  }
  yield* mergeSorted(
    left.map((path) => readSorted(store, path, form)),
    form,
  );
  for (const path of left) if (between.includes(path)) await store.remove(path);
}
