import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get } from './api.ts';

export interface Polled<T> {
  value: T | undefined;
  error: ApiError | undefined;
  /** Asks now. */
  again(): void;
}

/** No request at all while nobody looks; one at a time while somebody does. */
export function usePoll<T>(path: string | undefined, everyMs: number | ((value: T) => number | undefined)): Polled<T> {
  const [state, setState] = useState<{ path?: string | undefined; value?: T; error?: ApiError }>({});
  const [asked, setAsked] = useState(0);
  const period = useRef(everyMs);
  period.current = everyMs;

  useEffect(() => {
    if (path === undefined) return undefined;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (ms: number | undefined) => {
      if (!gone && ms !== undefined) timer = setTimeout(ask, ms);
    };
    const ask = async () => {
      if (document.hidden) return later(1_000);
      try {
        const value = await get<T>(path);
        if (gone) return undefined;
        setState({ path, value });
        return later(typeof period.current === 'function' ? period.current(value) : period.current);
      } catch (error) {
        if (gone) return undefined;
        const failure = error instanceof ApiError ? error : new ApiError(0, { detail: String(error) });
        setState((before) => ({ ...(before.path === path ? before : { path }), error: failure }));
        return later(10_000);
      }
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [path, asked]);

  const again = useCallback(() => setAsked((count) => count + 1), []);
  const current = state.path === path ? state : {};
  return { value: current.value, error: current.error, again };
}
