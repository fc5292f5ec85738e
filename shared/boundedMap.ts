/** A map that forgets its oldest entries: process-wide memories must not grow with the number of exports. */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #capacity: number;

  constructor(capacity: number) {
    super();
    this.#capacity = capacity;
  }

  /** Puts the entry last in age, and drops the oldest beyond the capacity. */
  override set(key: K, value: V): this {
    super.delete(key);
    super.set(key, value);
    for (const oldest of super.keys()) {
      if (super.size <= this.#capacity) break;
      super.delete(oldest);
    }
    return this;
  }
}
