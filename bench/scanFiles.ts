import type { LineBatch, LineScanner } from '../shared/lines/lineScanner.ts';

export interface LandedFile {
  /** As in `_manifest.json`. */
  readonly name: string;
  /** The bytes, cut anywhere. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** The rows of files, one after the other; a batch may hold those of several. Each batch must be read before the next is asked for. */
export async function* scanFiles(
  scanner: LineScanner,
  files: Iterable<LandedFile> | AsyncIterable<LandedFile>,
): AsyncGenerator<LineBatch, void, void> {
  for await (const { name, chunks } of files) {
    scanner.beginFile(name);
    for await (const chunk of chunks) yield* scanner.scan(chunk);
    yield* scanner.endFile();
  }
  yield* scanner.finish();
}
