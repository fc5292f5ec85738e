const SPEED = 10;

/**
 * A request is given a minute, a call to the landing five: what fails holds on to its connection and its bytes until
 * then. Lets that time pass ten times as fast, as all other waits do in a soak. Answers what puts it right again.
 */
export function shortenTimeouts(): () => void {
  const original = AbortSignal.timeout;
  AbortSignal.timeout = (ms) => original.call(AbortSignal, Math.ceil(ms / SPEED));
  return () => {
    AbortSignal.timeout = original;
  };
}

/** The longest of them, a call to the landing, as it is then. */
export const LONGEST_TIMEOUT_MS = 300_000 / SPEED;
