const NEWLINE = 10;

/** Counts bytes and lines of a file that comes in chunks. */
export class Tally {
  bytes = 0;
  #newlines = 0;
  #endsInNewline = true;

  add(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.bytes += chunk.length;
    this.#endsInNewline = chunk[chunk.length - 1] === NEWLINE;
    // indexOf is a vector search; a loop over the bytes in JavaScript costs as much as unpacking them.
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) this.#newlines++;
  }

  /** Newlines, plus one for a last line without. */
  get lines(): number {
    return this.#newlines + (this.#endsInNewline ? 0 : 1);
  }
}
