import { crc32 } from 'node:zlib';
import { CompressedInput } from './compressedInput.ts';
import { GzipFault } from './faults.ts';
import { skipGzipHeader } from './gzipHeader.ts';
import { inflateMember } from './inflateMember.ts';

const TRAILER_BYTES = 8;

/** Unpacks a gzip file of any number of members and checks all of it. */
export class Gunzip {
  readonly #input: CompressedInput;
  readonly #chunkBytes: number;
  #crc = 0;

  constructor(pieces: AsyncIterator<Buffer, void, undefined>, chunkBytes: number) {
    this.#input = new CompressedInput(pieces);
    this.#chunkBytes = chunkBytes;
  }

  /** CRC-32 of everything that {@link chunks} gave so far, over all members, as an unsigned number. */
  get crc32(): number {
    return this.#crc;
  }

  /**
   * The unpacked bytes; a chunk is valid until the next one is asked for. At the end every compressed byte has been
   * read and every member's header, CRC-32 and length agree, with nothing but zero padding behind the last; anything
   * else is a {@link GzipFault}.
   */
  async *chunks(): AsyncGenerator<Buffer, void, undefined> {
    let firstMember = true;
    do {
      await skipGzipHeader(this.#input);
      let crc = 0;
      let bytes = 0;
      for await (const chunk of inflateMember(this.#input, this.#chunkBytes)) {
        crc = crc32(chunk, crc);
        // A file of one member, the usual one, has that member's checksum: it is computed once.
        this.#crc = firstMember ? crc : crc32(chunk, this.#crc);
        bytes += chunk.length;
        yield chunk;
      }
      const trailer = await this.#input.take(TRAILER_BYTES);
      if (trailer.readUInt32LE(0) !== crc)
        throw new GzipFault('the unpacked bytes do not match the CRC-32 in the file');
      // The field is the length modulo 2^32 (RFC 1952, 2.3.1).
      if (trailer.readUInt32LE(4) !== bytes % 2 ** 32) {
        throw new GzipFault('the unpacked length does not match the length in the file');
      }
      firstMember = false;
    } while (await this.#anotherMemberFollows());
  }

  async #anotherMemberFollows(): Promise<boolean> {
    let piece = await this.#input.next();
    if (piece && piece[0] !== 0) {
      this.#input.unread(piece);
      return true;
    }
    while (piece) {
      if (piece.some((byte) => byte !== 0))
        throw new GzipFault('something other than zero padding follows the gzip end');
      piece = await this.#input.next();
    }
    return false;
  }
}
