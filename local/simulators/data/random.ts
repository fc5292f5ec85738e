import { createHash } from 'node:crypto';

/** Numbers that are the same on every machine for the same seed. */
export interface Random {
  /** 0 ≤ x < `limit`, whole. */
  below(limit: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** `count` decimal digits. */
  digits(count: number): string;
  uuid(): string;
}

/** A xorshift128 generator started from a text; made for speed and repeatability, not for secrets. */
export function createRandom(seed: string): Random {
  const hash = createHash('sha256').update(seed).digest();
  let [a, b, c, d] = [hash.readUInt32LE(0), hash.readUInt32LE(4), hash.readUInt32LE(8), hash.readUInt32LE(12)];
  const next = (): number => {
    let t = a ^ (a << 11);
    t ^= t >>> 8;
    a = b;
    b = c;
    c = d;
    d = (d ^ (d >>> 19) ^ t) >>> 0;
    return d;
  };
  const below = (limit: number) => Math.floor((next() / 0x1_0000_0000) * limit);
  const hex = (count: number) => {
    let text = '';
    while (text.length < count) {
      text += next().toString(16).padStart(8, '0');
    }
    return text.slice(0, count);
  };
  return {
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    digits: (count) => {
      let text = '';
      while (text.length < count) {
        text += String(below(1_000_000_000)).padStart(9, '0');
      }
      return text.slice(0, count);
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}
