import { availableParallelism, totalmem } from 'node:os';

/** Measured with 30 ms a request: beyond eight blobs a core the throughput no longer grows (docs/performance.md). */
const BLOBS_PER_CORE = 8;
/**
 * Share of the instance's memory that copy buffers may take; the rest is Node, the SDK, the durable client and the host
 * itself.
 */
const MEMORY_SHARE = 1 / 6;

/**
 * How many blobs one process copies at once: as many as their buffers fit into a sixth of the memory that the process
 * may use (the container's limit where there is one), and no more than its cores can feed. 2 GiB and one core, the
 * standard instance, give 8.
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

/**
 * Lets holders in as long as there are places, the others wait in line. One for the whole process: a place stands for
 * the buffers of one blob ({@link bufferBytesPerBlob}), and whoever holds as much memory for long takes as many places.
 */
export class AdmissionGate {
  readonly #line: { readonly places: number; readonly enter: () => void }[] = [];
  readonly #places: number;
  #free: number;

  constructor(places: number) {
    this.#places = places;
    this.#free = places;
  }

  /**
   * Runs `work` as soon as its places are free, in the order of asking: who needs many is not passed by those who need
   * few. Whoever needs more than there are goes in alone. An abort while waiting leaves the line.
   */
  async run<T>(signal: AbortSignal, work: () => Promise<T>, places = 1): Promise<T> {
    const taken = Math.min(places, this.#places);
    await this.#enter(signal, taken);
    try {
      return await work();
    } finally {
      this.#free += taken;
      this.#admit();
    }
  }

  async #enter(signal: AbortSignal, places: number): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.#line.splice(this.#line.indexOf(waiting), 1);
        // It may have kept those behind it, who need less.
        this.#admit();
        reject(signal.reason);
      };
      const enter = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const waiting = { places, enter };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#line.push(waiting);
      this.#admit();
    });
  }

  #admit(): void {
    for (let first = this.#line[0]; first && first.places <= this.#free; first = this.#line[0]) {
      this.#line.shift();
      this.#free -= first.places;
      first.enter();
    }
  }
}
