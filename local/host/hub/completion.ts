/**
 * A task of the replayed program: open, then settled once. Waiters run at once, in order, as .NET continuations do in
 * the engine.
 */
export class Completion {
  #outcome: 'succeeded' | 'failed' | undefined;
  #waiters: (() => void)[] = [];

  get outcome(): 'succeeded' | 'failed' | undefined {
    return this.#outcome;
  }

  get isSettled(): boolean {
    return this.#outcome !== undefined;
  }

  settle(outcome: 'succeeded' | 'failed'): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    for (const waiter of this.#waiters.splice(0)) waiter();
  }

  whenSettled(waiter: () => void): void {
    if (this.#outcome) waiter();
    else this.#waiters.push(waiter);
  }

  static settled(outcome: 'succeeded' | 'failed'): Completion {
    const completion = new Completion();
    completion.settle(outcome);
    return completion;
  }

  static all(parts: readonly Completion[]): Completion {
    const whole = new Completion();
    let open = parts.length;
    const settleIfLast = () => {
      if (open === 0) whole.settle(parts.some((part) => part.outcome === 'failed') ? 'failed' : 'succeeded');
    };
    for (const part of parts) {
      part.whenSettled(() => {
        open--;
        settleIfLast();
      });
    }
    settleIfLast();
    return whole;
  }

  static any(parts: readonly Completion[]): Completion {
    const whole = new Completion();
    for (const part of parts) part.whenSettled(() => whole.settle('succeeded'));
    return whole;
  }

  /** Runs a program that yields what it waits for and returns whether it succeeded. */
  static run(program: Generator<Completion, boolean, void>): Completion {
    const whole = new Completion();
    const step = () => {
      for (;;) {
        const next = program.next();
        if (next.done) {
          whole.settle(next.value ? 'succeeded' : 'failed');
          return;
        }
        // A loop, not recursion: a replay passes thousands of settled tasks.
        if (!next.value.isSettled) {
          next.value.whenSettled(step);
          return;
        }
      }
    };
    step();
    return whole;
  }
}
