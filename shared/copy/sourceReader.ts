import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import { describeFailure } from '../wire/describeFailure.ts';
import { type Again, retry, type Try } from '../wire/retry.ts';
import { withTimeLimit } from '../wire/timeLimit.ts';
import type { BufferPool } from './bufferPool.ts';
import { GzipFault, SourceChanged } from './faults.ts';
import type { CopyLimits } from './limits.ts';
import type { RangeAnswer, RequestRange, SourceIdentity } from './rangeRequest.ts';
import type { SourceUrl } from './sourceUrl.ts';

interface Deps {
  readonly name: string;
  readonly url: SourceUrl;
  readonly requestRange: RequestRange;
  readonly ranges: BufferPool;
  readonly limits: CopyLimits;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A range under way: `bytes` fills from the front and keeps what has arrived over broken tries. */
interface Range {
  readonly first: number;
  bytes: Buffer | undefined;
  filled: number;
}

/** A service that sends more than it announced is not to be believed about the rest either. */
class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong';
}

/** Reads one version of the source blob from its first byte to its last, some ranges ahead of the consumer. */
export class SourceReader {
  readonly #deps: Deps;
  readonly #sha256 = createHash('sha256');
  #identity: SourceIdentity | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The blob's pieces in order; a piece is valid until the next one is asked for. */
  async *pieces(): AsyncGenerator<Buffer, void, undefined> {
    const { limits } = this.#deps;
    const ahead = [this.#fetch(0)];
    let nextFirst = limits.rangeBytes;
    try {
      for (let current = ahead[0]; current; current = ahead[0]) {
        const piece = await current;
        ahead.shift();
        while (ahead.length < limits.rangesAhead && nextFirst < this.identity.bytes) {
          const range = this.#fetch(nextFirst);
          // It is awaited in its turn; until then its failure must not count as unhandled.
          range.catch(() => undefined);
          ahead.push(range);
          nextFirst += limits.rangeBytes;
        }
        try {
          this.#sha256.update(piece);
          yield piece;
        } finally {
          this.#giveBack(piece);
        }
      }
    } finally {
      // Only a request that has ended no longer writes into its buffer.
      for (const range of await Promise.allSettled(ahead)) {
        if (range.status === 'fulfilled') this.#giveBack(range.value);
      }
    }
  }

  /** Known as soon as the first piece is there. */
  get identity(): SourceIdentity {
    if (!this.#identity) throw new Error('The source has not been read yet.');
    return this.#identity;
  }

  /** Of all pieces; to be asked for once, at the end. */
  sha256(): string {
    return this.#sha256.digest('hex');
  }

  /** The last range of a file has a buffer of its own length, which is not for the pool. */
  #giveBack(piece: Buffer): void {
    if (piece.length === this.#deps.limits.rangeBytes) this.#deps.ranges.give(piece);
  }

  async #fetch(first: number): Promise<Buffer> {
    const { clock, limits, name, signal } = this.#deps;
    const range: Range = { first, bytes: undefined, filled: 0 };
    return retry(
      { ...limits, clock },
      signal,
      () => this.#try(range),
      (last) => new CodedError('SourceUnavailable', `${name}: the source could not be read: ${last.reason}`),
    );
  }

  async #try(range: Range): Promise<Try<Buffer>> {
    const { clock, limits, requestRange, signal, url } = this.#deps;
    const currentUrl = await url.get();
    const request = {
      url: currentUrl,
      first: range.first + range.filled,
      last: range.first + limits.rangeBytes - 1,
      identity: this.#identity,
    };
    let answer: RangeAnswer;
    try {
      answer = await withTimeLimit(clock, limits.rangeTimeMs, signal, async (limited) => {
        const head = await requestRange(request, limited);
        if (head.kind === 'bytes') await this.#fill(range, head, limited);
        return head;
      });
    } catch (error) {
      signal.throwIfAborted();
      // A connection may break behind the last byte: nothing is left to ask for.
      return finished(range) ?? { kind: 'again', reason: describeFailure(error) };
    }
    if (answer.kind !== 'bytes') return this.#refused(answer, currentUrl);
    await url.accepted(currentUrl);
    return finished(range) ?? { kind: 'again', reason: 'the body ended too early' };
  }

  async #fill(range: Range, answer: RangeAnswer & { kind: 'bytes' }, limited: AbortSignal): Promise<void> {
    const { limits, ranges } = this.#deps;
    this.#identity = answer.identity;
    const bytes = Math.min(limits.rangeBytes, answer.identity.bytes - range.first);
    range.bytes ??= bytes === limits.rangeBytes ? ranges.take() : Buffer.allocUnsafeSlow(bytes);
    const filledBefore = range.filled;
    for await (const chunk of answer.body) {
      // A try that was given up may still have a chunk at hand; the next try has begun behind what was there by then.
      limited.throwIfAborted();
      if (chunk.length > bytes - range.filled) {
        range.filled = filledBefore;
        throw new BodyTooLong();
      }
      range.filled += chunk.copy(range.bytes, range.filled);
    }
  }

  async #refused(answer: Exclude<RangeAnswer, { kind: 'bytes' }>, url: string): Promise<Again> {
    const { name } = this.#deps;
    switch (answer.kind) {
      case 'empty':
        throw new GzipFault('the blob is empty');
      case 'changed':
        throw new SourceChanged();
      case 'gone':
        throw new CodedError('SnapshotMoved', `${name}: the source blob no longer exists`);
      case 'refused':
        throw new CodedError('SourceUnavailable', `${name}: the source answered ${answer.reason}`);
      case 'forbidden':
        await this.#deps.url.rejected(url);
        return { kind: 'again', reason: 'the SAS was refused' };
      case 'busy':
        return { ...answer, kind: 'again' };
    }
  }
}

function finished({ bytes, filled }: Range): Try<Buffer> | undefined {
  return bytes && filled === bytes.length ? { kind: 'done', value: bytes } : undefined;
}
