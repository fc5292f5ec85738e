/**
 * A map that forgets its oldest entries: process-wide memories must not grow with the number of exports. Entries of
 * very different size can be weighed as well; then the oldest go while all weigh too much together.
 */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #capacity: number;
  readonly #mostWeight: number;
  readonly #weights = new Map<K, number>();

  constructor(capacity: number, mostWeight = Number.POSITIVE_INFINITY) {
    super();
    this.#capacity = capacity;
    this.#mostWeight = mostWeight;
  }

  /** Puts the entry last in age, and drops the oldest beyond the capacity. Until it is weighed it weighs nothing. */
  override set(key: K, value: V): this {
    this.delete(key);
    super.set(key, value);
    this.#drop();
    return this;
  }

  /**
   * Says what the entry weighs, once that is known; without effect when another value has taken its place. The newest
   * stays whatever it weighs.
   */
  weigh(key: K, value: V, weight: number): void {
    if (super.get(key) !== value) return;
    this.#weights.set(key, weight);
    this.#drop();
  }

  override delete(key: K): boolean {
    this.#weights.delete(key);
    return super.delete(key);
  }

  #drop(): void {
    let weight = [...this.#weights.values()].reduce((sum, one) => sum + one, 0);
    for (const oldest of super.keys()) {
      if (super.size <= this.#capacity && (weight <= this.#mostWeight || super.size === 1)) break;
      weight -= this.#weights.get(oldest) ?? 0;
      this.delete(oldest);
    }
  }
}
