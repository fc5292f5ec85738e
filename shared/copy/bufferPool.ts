/**
 * Buffers of one size, used again by every blob of the process: fresh ones of this size cost a page fault for every 4
 * KiB and leave their return to the garbage collector. The pool never refuses; the admission gate bounds how many can
 * be out.
 */
export class BufferPool {
  readonly #bytes: number;
  readonly #free: Buffer[] = [];

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bytes);
  }

  give(buffer: Buffer): void {
    this.#free.push(buffer);
  }

  /** Lets go of all free buffers but `keep`. */
  trim(keep: number): void {
    this.#free.length = Math.min(this.#free.length, keep);
  }
}
