/** A stretch of a sorted list. */
export interface Range {
  from: number;
  count: number;
}

/** The first so many of a range, and the others. */
export function dividedAt(first: number, { from, count }: Range): [Range, Range] {
  const taken = Math.min(first, count);
  return [
    { from, count: taken },
    { from: from + taken, count: count - taken },
  ];
}

/** How many files of one lane are in hand at once. */
export const LANE_WIDTH = 16;
const MOST_LANES = 6;

/**
 * How many files of a lane one generation of its orchestrator works off: each replay of an orchestrator reads its whole history, so a long one costs the square of
 * its length.
 */
export const LANE_STRETCH = 6 * LANE_WIDTH;

/**
 * The lanes that work a range off side by side: as many as keep half of it in hand at once, and at most six. All activities stand in one line: what a run has in
 * hand is what the next export waits behind, and 96 files at once feed twelve instances.
 */
export function lanesOf({ from, count }: Range): Range[] {
  const lanes = Math.max(1, Math.min(MOST_LANES, Math.ceil(count / (2 * LANE_WIDTH))));
  return Array.from({ length: lanes }, (_, lane) => {
    const [begin, end] = [Math.floor((lane * count) / lanes), Math.floor(((lane + 1) * count) / lanes)];
    return { from: from + begin, count: end - begin };
  });
}

/** How many files one orchestrator had in hand in runs of version 1.0, and how many parts it handed out at most. */
export const FAN_OUT = 100;

/** The parts into which runs of version 1.0 divide a range: at most `FAN_OUT`, each a whole number of leaves. */
export function splitRange({ from, count }: Range): Range[] {
  let partSize = FAN_OUT;
  while (count > partSize * FAN_OUT) partSize *= FAN_OUT;
  const parts: Range[] = [];
  for (let offset = 0; offset < count; offset += partSize) {
    parts.push({ from: from + offset, count: Math.min(partSize, count - offset) });
  }
  return parts;
}
