import { GzipFault } from './faults.ts';

/**
 * Reads compressed pieces in order, whole or a few bytes at a time. A piece is valid until the next one is asked for.
 */
export class CompressedInput {
  readonly #pieces: AsyncIterator<Buffer, void, undefined>;
  #rest: Buffer | undefined;

  constructor(pieces: AsyncIterator<Buffer, void, undefined>) {
    this.#pieces = pieces;
  }

  /** What is left of the current piece, or else the next one, never empty; nothing at the end. */
  async next(): Promise<Buffer | undefined> {
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest && rest.length > 0) return rest;
    for (;;) {
      const { done, value } = await this.#pieces.next();
      if (done) return undefined;
      if (value.length > 0) return value;
    }
  }

  /** Gives back the unused end of the piece that {@link next} returned last. */
  unread(rest: Buffer): void {
    this.#rest = rest;
  }

  /** Exactly `count` bytes, copied. */
  async take(count: number): Promise<Buffer> {
    const taken = Buffer.alloc(count);
    let filled = 0;
    while (filled < count) {
      const piece = await this.next();
      if (!piece) throw new GzipFault('the file ends in the middle of a gzip header or trailer');
      const used = piece.copy(taken, filled);
      this.unread(piece.subarray(used));
      filled += used;
    }
    return taken;
  }
}
