import { decodeJsonText, skipText } from './jsonText.ts';

/** Longer than any date-time with zone and decimals: what is longer is none, and is not decoded. */
const LONGEST = 512;

/** The text at `at`, escapes decoded, and the position behind it; undefined when there is none that could be a time. */
export function timeTextAt(bytes: Uint8Array, at: number): { text: string; end: number } | undefined {
  if (bytes[at] !== 0x22) return undefined;
  const end = skipText(bytes, at + 1);
  if (end < 0 || end - at > LONGEST) return undefined;
  return { text: decodeJsonText(bytes.subarray(at + 1, end - 1)), end };
}
