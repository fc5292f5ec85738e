import { PADDING_BYTES } from './stringColumn.ts';

const FIRST_CAPACITY = 512 * 1024;

/** A value that fits no column: where its key (between the quotes) and its JSON text lie in the buffer, and its column where it has one. */
export interface Misfit {
  /** -1 for an attribute that is not known. */
  readonly column: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly start: number;
  readonly end: number;
}

/** The bytes that are being read: whole lines, each ended by a newline, in one buffer that all parts of the scanner share. */
export class LineSource {
  bytes = new Uint8Array(FIRST_CAPACITY + PADDING_BYTES);
  view = new DataView(this.bytes.buffer);
  /** Of the line that is being read. */
  misfits: Misfit[] = [];
  /** Texts that were added to dictionaries since the batch began, in bytes. */
  textBytes = 0;
  #capacity = FIRST_CAPACITY;

  get capacity(): number {
    return this.#capacity;
  }

  /** Makes room for `capacity` bytes; what is there is kept. */
  grow(capacity: number): void {
    const bytes = new Uint8Array(capacity + PADDING_BYTES);
    bytes.set(this.bytes.subarray(0, Math.min(this.#capacity, capacity)));
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
    this.#capacity = capacity;
  }

  /** Back to the first size after a long line; what is kept must fit it. */
  shrink(): void {
    this.grow(FIRST_CAPACITY);
  }

  get grown(): boolean {
    return this.#capacity > FIRST_CAPACITY;
  }
}
