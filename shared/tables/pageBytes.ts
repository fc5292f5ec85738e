const FIRST_CAPACITY = 64 * 1024;

/** A buffer that grows, in which the pages of a Parquet file are put together. */
export class PageBytes {
  bytes = new Uint8Array(FIRST_CAPACITY);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** Makes room for `more` bytes; whoever writes to `bytes` itself asks first and moves `length` on. */
  ensure(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
  }

  append(bytes: Uint8Array): void {
    this.ensure(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  appendByte(byte: number): void {
    this.ensure(1);
    this.bytes[this.length++] = byte;
  }

  /** Four bytes, the lowest first. */
  appendUint32(value: number): void {
    this.ensure(4);
    this.putUint32(this.length, value);
    this.length += 4;
  }

  putUint32(at: number, value: number): void {
    this.bytes[at] = value;
    this.bytes[at + 1] = value >>> 8;
    this.bytes[at + 2] = value >>> 16;
    this.bytes[at + 3] = value >>> 24;
  }

  appendVarint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.appendByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.appendByte(rest);
  }

  /** What is there; it is written over when the buffer is used again. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
