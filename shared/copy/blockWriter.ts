import { CodedError } from '../errors.ts';
import type { Commit, TargetBlob } from './blockBlob.ts';
import type { BufferPool } from './bufferPool.ts';
import type { CopyLimits } from './limits.ts';

/** Of what a block is named by, besides its index. */
export const BLOCK_KEY_BYTES = 12;
const INDEX_DIGITS = 6;

interface Deps {
  readonly name: string;
  readonly target: TargetBlob;
  readonly blocks: BufferPool;
  readonly limits: CopyLimits;
  /**
   * {@link BLOCK_KEY_BYTES} that are another one whenever the bytes up to this block are, or the version of the source
   * they come from.
   */
  readonly blockKey: () => Buffer;
  /** Awaited before every request; it does its work once. */
  readonly beforeFirstWrite: () => Promise<void>;
  /** Ends the attempt: a block that could not be staged must not wait for the next write to be noticed. */
  readonly fail: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * Collects a file into blocks and stages each while the next one fills. Nothing is visible before {@link commit}; a
 * file that fits into one block goes up in the one request that also makes it visible.
 *
 * Blocks are named by what they hold: an attempt that repeats a broken one stages the same blocks under the same names.
 * A blob keeps at most 100,000 uncommitted blocks, for a week, and nothing removes them: under names of their own two
 * broken attempts at a very large file would bar the third. Two attempts at once never spoil each other's blocks,
 * because a name means the same bytes.
 */
export class BlockWriter {
  readonly #deps: Deps;
  readonly #ids: string[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #block: Buffer | undefined;
  #filled = 0;
  #bytes = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Staged, or about to go up with the commit. */
  get bytes(): number {
    return this.#bytes + this.#filled;
  }

  /** Copies the chunk; it may be reused afterwards. Waits when enough blocks are under way. */
  async write(chunk: Buffer): Promise<void> {
    let offset = 0;
    while (offset < chunk.length) {
      // A full block is staged only when more follows, so that a file of exactly one block is still one request.
      if (this.#block && this.#filled === this.#block.length) await this.#stage(this.#block);
      this.#block ??= this.#deps.blocks.take();
      const copied = chunk.copy(this.#block, this.#filled, offset);
      this.#filled += copied;
      offset += copied;
    }
  }

  /** Waits until every block is staged; then the file can be committed. */
  async finish(): Promise<void> {
    if (this.#ids.length > 0 && this.#block) await this.#stage(this.#block);
    await this.#deps.beforeFirstWrite();
    await Promise.all(this.#inFlight);
    this.#deps.signal.throwIfAborted();
  }

  /** Makes the file visible, in one request. */
  async commit(commit: Commit): Promise<void> {
    const { target, signal } = this.#deps;
    if (this.#ids.length > 0) {
      await target.commitBlocks(this.#ids, commit, signal);
    } else {
      await target.putFile(this.#block?.subarray(0, this.#filled) ?? Buffer.alloc(0), commit, signal);
    }
  }

  /** Gives the buffers back once no request uses them any more. */
  async release(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
    if (this.#block) this.#deps.blocks.give(this.#block);
    this.#block = undefined;
  }

  async #stage(block: Buffer): Promise<void> {
    const { beforeFirstWrite, target, limits, name } = this.#deps;
    if (this.#ids.length === limits.mostBlocks) {
      throw new CodedError('OutputTooLarge', `${name}: the unpacked file needs more than ${limits.mostBlocks} blocks`);
    }
    await beforeFirstWrite();
    while (this.#inFlight.size >= limits.blocksInFlight) await Promise.race(this.#inFlight);
    this.#deps.signal.throwIfAborted();
    const id = this.#nextId();
    const bytes = block.subarray(0, this.#filled);
    this.#bytes += this.#filled;
    this.#block = undefined;
    this.#filled = 0;
    const staging: Promise<void> = target
      .stageBlock(id, bytes, this.#deps.signal)
      .catch(this.#deps.fail)
      .finally(() => {
        this.#deps.blocks.give(block);
        this.#inFlight.delete(staging);
      });
    this.#inFlight.add(staging);
  }

  /** All of one length, as the service demands: 12 bytes and six digits, 24 characters in base64. */
  #nextId(): string {
    const index = String(this.#ids.length).padStart(INDEX_DIGITS, '0');
    const id = Buffer.concat([this.#deps.blockKey(), Buffer.from(index, 'latin1')]).toString('base64');
    this.#ids.push(id);
    return id;
  }
}
