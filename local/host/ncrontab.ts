const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

interface Field {
  min: number;
  max: number;
  names?: readonly string[];
}

/** In their order in an expression. Unlike in other crons Sunday is 0 and never 7. */
const FIELDS: readonly Field[] = [
  { min: 0, max: 59 },
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: WEEKDAYS },
];

/**
 * An NCRONTAB expression of six fields with every value written out, so that no other cron's idea of steps, names or
 * ranges gets in its way: `0 5/15 * * Jan-March *` becomes `0 5,20,35,50 * * 1,2,3 *`. Read as NCrontab, Azure's
 * parser, reads it (github.com/atifaziz/NCrontab): only blanks stand between fields, a value with a step runs up to the
 * end of its field, a range that is written backwards is turned round. What NCrontab takes although nobody means it, a
 * step of 0 or a name of less than three letters, is refused. Throws a sentence.
 */
export function writtenOut(expression: string): string {
  const fields = expression.split(' ').filter((field) => field !== '');
  if (fields.length !== FIELDS.length) throw new Error(`It has ${fields.length} fields instead of six.`);
  return FIELDS.map((field, index) => {
    const values = valuesOf(fields[index] ?? '', field);
    return values.size === field.max - field.min + 1 ? '*' : [...values].sort((a, b) => a - b).join(',');
  }).join(' ');
}

function valuesOf(text: string, field: Field): Set<number> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(?:(\*)|([a-z\d]+)(?:-([a-z\d]+))?)(?:\/(\d{1,9}))?$/i.exec(part);
    const step = Number(match?.[4] ?? 1);
    if (!match || step === 0) throw new Error(`"${part}" is no value, range or step.`);
    const [, all, first = '', last, every] = match;
    const from = all ? field.min : numberOf(first, field);
    const to = last === undefined ? (all || every ? field.max : from) : numberOf(last, field);
    for (let value = Math.min(from, to); value <= Math.max(from, to); value += step) values.add(value);
  }
  return values;
}

function numberOf(word: string, { min, max, names = [] }: Field): number {
  const named = names.findIndex((name) => word.length >= 3 && name.startsWith(word.toLowerCase()));
  const value = /^\d+$/.test(word) ? Number(word) : named < 0 ? Number.NaN : named + min;
  if (!(value >= min && value <= max)) throw new Error(`"${word}" is not within ${min}-${max}.`);
  return value;
}
