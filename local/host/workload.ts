/** Counts what is running or about to run, so that a virtual clock knows when nothing is left but to wait. */
export class Workload {
  #count = 0;
  #onIdle: () => void;

  constructor(onIdle: () => void) {
    this.#onIdle = onIdle;
  }

  get isIdle(): boolean {
    return this.#count === 0;
  }

  /** Marks work as begun; the returned function ends it, once. */
  begin(): () => void {
    this.#count++;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#count--;
      if (this.#count === 0) this.#onIdle();
    };
  }
}
