import type { Landing, StoredJson } from '../../../shared/landing/landing.ts';

/** The JSON documents of a landing in a map, with ETags that count the writes. Everything else of it is the given landing's. */
export interface JsonLanding extends Landing {
  readonly documents: Map<string, StoredJson>;
}

export function jsonLanding(rest: Landing, documents: Readonly<Record<string, unknown>> = {}): JsonLanding {
  const stored = new Map<string, StoredJson>();
  let writes = 0;
  const put = (path: string, value: unknown, metadata: Record<string, string> = {}) => {
    const etag = `"${++writes}"`;
    stored.set(path, { value, etag, metadata });
    return etag;
  };
  for (const [path, value] of Object.entries(documents)) put(path, value);
  return {
    ...rest,
    documents: stored,
    ensureContainer: async () => {},
    readJson: async (path) => stored.get(path),
    exists: async (path) => stored.has(path),
    async writeJson(path, value, condition, metadata) {
      const known = stored.get(path);
      const holds =
        'ifAbsent' in condition ? known === undefined : known !== undefined && known.etag === condition.ifMatch;
      return holds ? put(path, structuredClone(value), metadata) : undefined;
    },
    async *blobs(path) {
      for (const [name, { metadata }] of stored) if (name.startsWith(path)) yield { path: name, metadata };
      if (rest.blobs) yield* rest.blobs(path);
    },
  };
}
