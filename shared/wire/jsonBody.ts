import type { PipelineResponse } from '@azure/core-rest-pipeline';

/** A manifest of 100,000 blobs is about 12 MB; anything far beyond that is not meant for us. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Reads a streamed answer as JSON; undefined when it is empty, no JSON or not UTF-8. Throws when it breaks off or is
 * absurdly long. Numbers that are the value of one of the names in `numbersAsText` are given as the text that stands in
 * the answer: money is never a double.
 */
export async function readJsonBody(
  response: PipelineResponse,
  numbersAsText: readonly string[] = [],
): Promise<unknown> {
  const text = response.readableStreamBody ? await readText(response.readableStreamBody) : (response.bodyAsText ?? '');
  if (text === undefined || text.trim() === '') return undefined;
  try {
    return numbersAsText.length > 0 ? JSON.parse(text, keepText(numbersAsText)) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** V8 hands the reviver of `JSON.parse` the source text of each primitive value. */
function keepText(names: readonly string[]) {
  return (key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && names.includes(key) ? (context?.source ?? value) : value;
}

async function readText(stream: NodeJS.ReadableStream): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += buffer.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new Error(`an answer of more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(buffer);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}
