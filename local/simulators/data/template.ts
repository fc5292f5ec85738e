/**
 * The raw JSON text of each attribute that is present. An attribute that is absent has no key: the exports never write
 * null.
 */
export type RawAttributes = Readonly<Record<string, string | undefined>>;

/** Writes one line for the values of the slots, given in their order. */
export type LineTemplate = (slotValues: readonly string[]) => string;

/**
 * Renders the attributes of a line that stay the same from line to line once, leaving slots for those that change: a
 * line then costs a few concatenations instead of 55 serialisations.
 */
export function lineTemplate(order: readonly string[], fixed: RawAttributes, slots: readonly string[]): LineTemplate {
  const pieces: string[] = [];
  const slotIndexes: number[] = [];
  let piece = '';
  for (const name of order) {
    const slot = slots.indexOf(name);
    const text = fixed[name];
    if (slot < 0 && text === undefined) {
      continue;
    }
    const isFirst = pieces.length === 0 && piece === '';
    piece += `${isFirst ? '{' : ','}${JSON.stringify(name)}:${text ?? ''}`;
    if (slot >= 0) {
      slotIndexes.push(slot);
      pieces.push(piece);
      piece = '';
    }
  }
  pieces.push(`${piece}}\n`);
  return (slotValues) => {
    let line = pieces[0] ?? '';
    for (const [index, slot] of slotIndexes.entries()) {
      line += (slotValues[slot] ?? '') + (pieces[index + 1] ?? '');
    }
    return line;
  };
}
