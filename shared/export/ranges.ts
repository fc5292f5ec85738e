/** A stretch of a sorted list. */
export interface Range {
  from: number;
  count: number;
}

/**
 * How many files one orchestrator copies itself, and how many parts it hands out at most: each replay of an orchestrator reads its whole
 * history, so wide fan-outs cost the square of their width. Two levels reach 10,000 files, three a million.
 */
export const FAN_OUT = 100;

/** The parts a range falls into: at most `FAN_OUT`, each a whole number of leaves. */
export function splitRange({ from, count }: Range): Range[] {
  let partSize = FAN_OUT;
  while (count > partSize * FAN_OUT) partSize *= FAN_OUT;
  const parts: Range[] = [];
  for (let offset = 0; offset < count; offset += partSize) {
    parts.push({ from: from + offset, count: Math.min(partSize, count - offset) });
  }
  return parts;
}
