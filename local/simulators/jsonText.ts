/** A number that stands in JSON exactly as its text says: a double would lose digits, and zeros behind the point. */
export interface RawNumber {
  rawNumber: string;
}

export function rawNumber(text: string): RawNumber {
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) throw new Error(`no JSON number: ${text}`);
  return { rawNumber: text };
}

/** JSON, with raw numbers as they are. */
export function jsonText(value: object): string {
  const marked = JSON.stringify(value, (_, item) => (isRawNumber(item) ? `<raw number> ${item.rawNumber}` : item));
  return marked.replaceAll(/"<raw number> ([^"]+)"/g, '$1');
}

function isRawNumber(item: unknown): item is RawNumber {
  return typeof item === 'object' && item !== null && 'rawNumber' in item;
}
