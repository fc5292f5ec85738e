import { gzipSync } from 'node:zlib';

/** Deterministic JSON lines of which gzip saves about half, about 90 bytes each. */
export function sampleLines(count: number, seed = 1): Buffer {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  const lines = Array.from({ length: count }, (_, index) => {
    const id = [next(), next(), next(), next()].map((word) => word.toString(16).padStart(8, '0')).join('');
    return `{"index":${index},"id":"${id}","price":${next() / 1000},"sku":"DZH318Z0"}\n`;
  });
  return Buffer.from(lines.join(''));
}

/** A file of several gzip members, cut at equal distances. */
export function gzipMembers(bytes: Buffer, members: number): Buffer {
  const step = Math.ceil(bytes.length / members);
  return Buffer.concat(
    Array.from({ length: members }, (_, index) => gzipSync(bytes.subarray(index * step, (index + 1) * step))),
  );
}
