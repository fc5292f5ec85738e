/** Bytes on their way from whoever makes them to whoever writes them, so that one pass can write two files. */
export interface ByteChannel {
  /** Waits while the reader is behind; throws when it has given up. */
  push(bytes: Uint8Array): Promise<void>;
  end(): void;
  /** The maker has failed: what was pushed must not become a file. */
  fail(error: unknown): void;
  read(): AsyncGenerator<Uint8Array>;
}

/** Bytes that may wait for the reader. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

export function createByteChannel(mostWaitingBytes = MOST_WAITING_BYTES): ByteChannel {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let ended = false;
  let failure: { error: unknown } | undefined;
  let isClosed = false;
  let wake: () => void = () => {};
  const change = () => new Promise<void>((resolve) => (wake = joined(wake, resolve)));
  const changed = () => {
    const woken = wake;
    wake = () => {};
    woken();
  };
  return {
    async push(bytes) {
      while (waitingBytes > mostWaitingBytes && !isClosed) await change();
      if (isClosed) throw new Error('Nobody reads these bytes any more.');
      waiting.push(bytes);
      waitingBytes += bytes.length;
      changed();
    },
    end() {
      ended = true;
      changed();
    },
    fail(error) {
      failure = { error };
      changed();
    },
    async *read() {
      try {
        for (;;) {
          if (failure) throw failure.error;
          const next = waiting.shift();
          if (next) {
            waitingBytes -= next.length;
            changed();
            yield next;
          } else if (ended) return;
          else await change();
        }
      } finally {
        isClosed = true;
        changed();
      }
    },
  };
}

function joined(first: () => void, second: () => void): () => void {
  return () => {
    first();
    second();
  };
}
