import { availableParallelism, totalmem } from 'node:os';

/** Measured with 30 ms a request: beyond eight blobs a core the throughput no longer grows (docs/performance.md). */
const BLOBS_PER_CORE = 8;
/** Share of the instance's memory that copy buffers may take; the rest is Node, the SDK, the durable client and the host itself. */
const MEMORY_SHARE = 1 / 6;

/**
 * How many blobs one process copies at once: as many as their buffers fit into a sixth of the memory that the process may use (the
 * container's limit where there is one), and no more than its cores can feed. 2 GiB and one core, the standard instance, give 8.
 */
export function blobsAtOnce(
  bufferBytesPerBlob: number,
  memoryBytes = usableMemoryBytes(),
  cores = availableParallelism(),
): number {
  const byMemory = Math.floor((memoryBytes * MEMORY_SHARE) / bufferBytesPerBlob);
  return Math.max(1, Math.min(byMemory, BLOBS_PER_CORE * cores));
}

function usableMemoryBytes(): number {
  const constrained = process.constrainedMemory();
  // 0 means unknown, and some kernels report "no limit" as a number beyond all memory.
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/** Lets a bounded number of holders in, the others wait in line. */
export class AdmissionGate {
  readonly #waiting: (() => void)[] = [];
  #places: number;

  constructor(places: number) {
    this.#places = places;
  }

  /** Runs `work` as soon as a place is free. An abort while waiting leaves the line. */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#places++;
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#places > 0) {
      this.#places--;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal.reason);
      };
      const enter = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(enter);
    });
  }
}
