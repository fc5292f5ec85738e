/** A request as the host's parts see it; the body is read already. */
export interface Request {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Answer {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
}

export const empty = (status: number): Answer => ({ status });

export const json = (status: number, value: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** Decoded path segments; undefined when the path cannot be decoded. */
export function segmentsOf(path: string): string[] | undefined {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
