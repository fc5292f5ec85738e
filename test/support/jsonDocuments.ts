import { ContainerClient } from '@azure/storage-blob';
import type { Landing, StoredJson } from '../../shared/landing/landing.ts';

/** A landing of JSON documents in a map, with ETags that count the changes, as storage keeps them: a change of metadata is one, too. */
export interface JsonDocuments extends Landing {
  readonly stored: Map<string, StoredJson>;
  /** Called before each operation, which fails when it throws. */
  before: (operation: 'read' | 'write' | 'mark', path: string) => void | Promise<void>;
}

export function jsonDocuments(documents: Readonly<Record<string, unknown>> = {}, prefix = ''): JsonDocuments {
  const stored = new Map<string, StoredJson>();
  let changes = 0;
  const put = (path: string, value: unknown, metadata: Record<string, string> = {}) => {
    const etag = `"${++changes}"`;
    stored.set(path, { value: structuredClone(value), etag, metadata });
    return etag;
  };
  for (const [path, value] of Object.entries(documents)) put(path, value);
  const self: JsonDocuments = {
    container: new ContainerClient('https://account.blob.core.windows.net/partner-billing'),
    prefix,
    stored,
    before: () => {},
    ensureContainer: async () => {},
    async readJson(path) {
      await self.before('read', path);
      return structuredClone(stored.get(path));
    },
    async exists(path) {
      await self.before('read', path);
      return stored.has(path);
    },
    async writeJson(path, value, condition, metadata) {
      await self.before('write', path);
      const known = stored.get(path);
      const holds = 'ifAbsent' in condition ? known === undefined : known?.etag === condition.ifMatch;
      return holds ? put(path, value, metadata) : undefined;
    },
    async setMetadata(path, metadata, etag) {
      await self.before('mark', path);
      const known = stored.get(path);
      if (known?.etag === etag) put(path, known.value, metadata);
    },
    async folders(path) {
      await self.before('read', path);
      const below = [...stored.keys()].filter((name) => name.startsWith(path) && name.slice(path.length).includes('/'));
      return [...new Set(below.map((name) => `${path}${name.slice(path.length).split('/')[0]}/`))].sort();
    },
    async *blobs(path) {
      await self.before('read', path);
      for (const [name, { metadata }] of [...stored].sort()) {
        if (name.startsWith(path)) yield { path: name, metadata };
      }
    },
  };
  return self;
}
