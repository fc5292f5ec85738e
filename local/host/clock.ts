/** Time as the host sees it; passed in, so that a test can own it. */
export interface HostClock {
  now(): Date;
  /** Calls `fire` once at or after `at`, never synchronously; the returned function cancels it. */
  setTimer(at: Date, fire: () => void): () => void;
  /** The host tells, before anything else, how to ask whether it has something left to run. */
  watch?(isIdle: () => boolean): void;
  /** The host has nothing left to run: the moment for a virtual clock to move. */
  onIdle?(): void;
}

/** `setTimeout` takes 32 bits of milliseconds (24.8 days) and fires at once above. */
const longestTimeoutMs = 2 ** 31 - 1;

export const realClock: HostClock = {
  now: () => new Date(),
  setTimer(at, fire) {
    const remainingMs = () => at.getTime() - Date.now();
    // A timeout may also come a millisecond before its time.
    const due = () => (remainingMs() > 0 ? arm() : fire());
    const arm = () => {
      timeout = setTimeout(due, Math.min(Math.max(0, remainingMs()), longestTimeoutMs));
    };
    let timeout: NodeJS.Timeout | undefined;
    arm();
    return () => clearTimeout(timeout);
  },
};
