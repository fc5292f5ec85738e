import { createHash } from 'node:crypto';
import type { BlobStore } from '../../shared/landing/blobStore.ts';

export interface MemoryBlobStore extends BlobStore {
  blobs: Map<string, { bytes: Buffer; etag: string; lastModified: Date }>;
  /** Every call so far, as `put path`, `get path` …; a test may throw from `before`. */
  calls: string[];
  before: (call: string) => void | Promise<void>;
}

/** A blob store in memory with the conditions and the read-your-writes of the real one; faults are planted in `before`. */
export function memoryBlobStore(now: () => Date = () => new Date(0)): MemoryBlobStore {
  let writes = 0;
  const note = async (call: string) => {
    store.calls.push(call);
    await store.before(call);
  };
  const write = (path: string, bytes: Uint8Array) => {
    const etag = `"${++writes}-${createHash('md5').update(bytes).digest('hex').slice(0, 8)}"`;
    store.blobs.set(path, { bytes: Buffer.from(bytes), etag, lastModified: now() });
    return etag;
  };
  const store: MemoryBlobStore = {
    blobs: new Map(),
    calls: [],
    before: () => undefined,
    async get(path) {
      await note(`get ${path}`);
      const blob = store.blobs.get(path);
      return blob && { bytes: Buffer.from(blob.bytes), etag: blob.etag };
    },
    async *stream(path) {
      await note(`stream ${path}`);
      const blob = store.blobs.get(path);
      if (!blob) throw new Error(`no ${path}`);
      // In uneven pieces, so that no reader relies on where they end.
      for (let at = 0, size = 1; at < blob.bytes.length; at += size, size = (size * 7) % 65_521) {
        yield blob.bytes.subarray(at, at + size);
      }
    },
    async put(path, bytes, condition) {
      await note(`put ${path}`);
      const standing = store.blobs.get(path);
      if ('ifAbsent' in condition && standing) return undefined;
      if ('ifMatch' in condition && standing?.etag !== condition.ifMatch) return undefined;
      return write(path, bytes);
    },
    async putStream(path, chunks, _contentType, { replace } = { replace: false }) {
      await note(`putStream ${path}`);
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(Uint8Array.from(chunk));
      const bytes = Buffer.concat(parts);
      if (replace || !store.blobs.has(path)) write(path, bytes);
      return { bytes: bytes.length };
    },
    async *list(prefix) {
      await note(`list ${prefix}`);
      for (const path of [...store.blobs.keys()].sort()) {
        const blob = store.blobs.get(path);
        if (blob && path.startsWith(prefix)) yield { path, bytes: blob.bytes.length, lastModified: blob.lastModified };
      }
    },
    async remove(path) {
      await note(`remove ${path}`);
      store.blobs.delete(path);
    },
  };
  return store;
}
