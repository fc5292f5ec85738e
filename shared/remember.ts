import { BoundedMap } from './boundedMap.ts';
import type { Clock } from './clock.ts';

export interface RememberOptions<V> {
  readonly clock: Clock;
  /** Entries at most; beyond it the oldest is forgotten. */
  readonly most: number;
  /**
   * What a value weighs, and how much all of them may together; beyond it the oldest are forgotten, but never the
   * newest.
   */
  readonly weight?: { readonly of: (value: V) => number; readonly most: number };
  /**
   * How long a value is good from the moment it is there, in milliseconds of `clock`, given what making it cost in
   * milliseconds of real time. Default: until it is forgotten.
   */
  readonly lifetimeMs?: (value: V, costMs: number) => number;
}

/** Values that are costly to get, kept for a while and shared by all who ask. */
export interface Remembered<V> {
  /**
   * The value that is kept, or the one that `make` brings. One that is under way serves all who ask, however long it
   * takes: a source that is slow must not be asked by each of them. One that fails fails for all who wait for it and is
   * forgotten, so that the next caller tries again.
   */
  get(key: string, make: () => Promise<V>): Promise<V>;
  /** A value made anew, whatever is kept; with `stale`, only if nobody has done so since it was got. */
  renew(key: string, make: () => Promise<V>, stale?: Promise<V>): Promise<V>;
  /** What is kept or under way, if anything is. */
  peek(key: string): Promise<V> | undefined;
  forget(key: string): void;
  forgetAll(): void;
}

interface Entry<V> {
  readonly value: Promise<V>;
  /** Infinite while it is under way. */
  untilMs: number;
}

export function remember<V>(options: RememberOptions<V>): Remembered<V> {
  const { clock, most, weight, lifetimeMs = () => Number.POSITIVE_INFINITY } = options;
  const entries = new BoundedMap<string, Entry<V>>(most, weight?.most);

  /** What is no longer good leaves at once and not when somebody asks for it: it may be tens of megabytes. */
  function dropOverdue(): void {
    const nowMs = clock.now().getTime();
    for (const [key, { untilMs }] of entries) if (nowMs >= untilMs) entries.delete(key);
  }

  function keep(key: string, make: () => Promise<V>): Promise<V> {
    const startedMs = performance.now();
    const entry: Entry<V> = { value: make(), untilMs: Number.POSITIVE_INFINITY };
    entries.set(key, entry);
    entry.value.then(
      (value) => {
        entry.untilMs = clock.now().getTime() + lifetimeMs(value, performance.now() - startedMs);
        if (weight) entries.weigh(key, entry, weight.of(value));
      },
      () => {
        // Only itself: another one may have taken its place.
        if (entries.get(key) === entry) entries.delete(key);
      },
    );
    return entry.value;
  }

  return {
    get(key, make) {
      dropOverdue();
      return entries.get(key)?.value ?? keep(key, make);
    },
    renew(key, make, stale) {
      dropOverdue();
      const held = entries.get(key)?.value;
      return stale && held && held !== stale ? held : keep(key, make);
    },
    peek(key) {
      dropOverdue();
      return entries.get(key)?.value;
    },
    forget: (key) => void entries.delete(key),
    forgetAll: () => entries.clear(),
  };
}
