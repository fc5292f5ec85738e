import { kindOf, NULL, TEXT } from './jsonKind.ts';
import { skipValue } from './jsonText.ts';
import type { LineSource } from './lineSource.ts';

/**
 * Reads a value that is not what its column holds: null, `""` and what stands for nothing leave the row empty, anything else is a misfit.
 * The kind is written to `kinds`; the position behind the value is returned, or -1 when it is no JSON.
 */
export function readMisfit(source: LineSource, column: number, kinds: Uint8Array, row: number, at: number): number {
  const { bytes } = source;
  const end = skipValue(bytes, at);
  if (end < 0) return -1;
  const kind = kindOf(bytes[at] as number);
  if (kind === NULL || (kind === TEXT && end === at + 2)) {
    kinds[row] = NULL;
    return end;
  }
  kinds[row] = kind;
  source.misfits.push({ column, keyStart: -1, keyEnd: -1, start: at, end });
  return end;
}
