import { z } from 'zod';

/** An https URL without query, fragment or user info; comes out without a trailing slash. Tokens are never sent over http. */
export const httpsUrl = z
  .string()
  .refine(isPlainHttpsUrl, 'expected an https:// URL without user info, query or fragment')
  .transform((url) => url.replace(/\/+$/, ''));

function isPlainHttpsUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return protocol === 'https:' && username + password + search + hash === '';
}

/** `a.example,.suffix.example`: host names, or suffixes that begin with a dot. */
export const sourceHosts = z
  .string()
  .transform((text) => splitList(text).map((host) => host.toLowerCase()))
  .refine(
    (hosts) => hosts.length > 0 && hosts.every((host) => /^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host)),
    'expected host names or suffixes with a leading dot, separated by commas',
  );

/** A comma-separated list of allowed words, or of words of one form; repeats are dropped. */
export function textList<const T extends string>(allowed: readonly T[]): z.ZodType<T[]>;
export function textList(form: RegExp, expected: string): z.ZodType<string[]>;
export function textList(allowed: readonly string[] | RegExp, expected = ''): z.ZodType<string[]> {
  const accepts = (word: string) => (allowed instanceof RegExp ? allowed.test(word) : allowed.includes(word));
  return z
    .string()
    .transform((text) => [...new Set(splitList(text))])
    .refine(
      (words) => words.length > 0 && words.every(accepts),
      `expected a comma-separated list of ${allowed instanceof RegExp ? expected : allowed.join(', ')}`,
    );
}

export function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `expected a whole number from ${min} to ${max}`);
}

const FIELD = String.raw`(?:\*|[A-Za-z0-9]+(?:-[A-Za-z0-9]+)?)(?:\/\d+)?`;
const NCRONTAB = new RegExp(`^${FIELD}(?:,${FIELD})*(?:\\s+${FIELD}(?:,${FIELD})*){5}$`);

/** Six NCRONTAB fields, seconds first, as Azure's timer trigger takes them. */
export const ncrontab = z
  .string()
  .regex(NCRONTAB, 'expected six NCRONTAB fields: second minute hour day month day-of-week')
  .refine(
    fieldsInRange,
    'expected each field within its range: second, minute 0-59; hour 0-23; day 1-31; month 1-12; day-of-week 0-7',
  );

const RANGES: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

function fieldsInRange(schedule: string): boolean {
  return schedule.split(/\s+/).every((field, index) => {
    const [min, max] = RANGES[index] ?? [0, 0];
    const numbers = field.replace(/\/\d+/g, '').match(/\d+/g) ?? [];
    return numbers.every((number) => Number(number) >= min && Number(number) <= max) && !/\/0+(?!\d)/.test(field);
  });
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
