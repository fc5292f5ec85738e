import { BlobServiceClient } from '@azure/storage-blob';
import { z } from 'zod';

/** An https URL without query, fragment or user info; comes out without a trailing slash. Tokens are never sent over http. */
export const httpsUrl = z
  .string()
  .refine(isPlainHttpsUrl, 'expected an https:// URL without user info, query or fragment')
  .transform((url) => url.replace(/\/+$/, ''));

function isPlainHttpsUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username + password === '' && !/[?#]/.test(text);
}

export const onOrOff = z.enum(['on', 'off'], 'expected on or off');

export const containerName = z
  .string()
  .regex(
    /^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$/,
    'expected a container name: 3 to 63 lower-case letters, digits and single hyphens',
  );

/** A storage connection string that the SDK takes. Its own words about another one are not repeated: they could quote the key. */
export const connectionString = z.string().refine((text) => {
  try {
    BlobServiceClient.fromConnectionString(text);
    return true;
  } catch {
    return false;
  }
}, 'expected a storage connection string: AccountName, AccountKey and EndpointSuffix, or BlobEndpoint and SharedAccessSignature');

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
    .regex(/^\d{1,15}$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `expected a whole number from ${min} to ${max}`);
}

const FIELD = String.raw`(?:\*|[A-Za-z0-9]+(?:-[A-Za-z0-9]+)?)(?:\/\d{1,9})?`;
const NCRONTAB = new RegExp(`^${FIELD}(?:,${FIELD})*(?: +${FIELD}(?:,${FIELD})*){5}$`);

/**
 * Six NCRONTAB fields, seconds first, as Azure's timer trigger takes them (github.com/atifaziz/NCrontab): blanks between them and no tabs. What NCrontab takes although nobody
 * means it is refused: a step of 0, a name of less than three letters.
 */
export const ncrontab = z
  .string()
  .regex(NCRONTAB, {
    error: 'expected six NCRONTAB fields: second minute hour day month day-of-week',
    abort: true,
  })
  .refine(
    fieldsInRange,
    'expected each field within its range: second, minute 0-59; hour 0-23; day 1-31; month 1-12 or Jan-Dec; day-of-week 0-6 or Sun-Sat',
  );

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

/** Bounds and names of the fields as NCrontab, Azure's parser, has them: unlike in other crons, Sunday is 0 and never 7. */
const FIELDS: readonly { min: number; max: number; names: readonly string[] }[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: WEEKDAYS },
];

function fieldsInRange(schedule: string): boolean {
  return schedule.split(/ +/).every((field, index) => {
    const { min, max, names } = FIELDS[index] ?? { min: 0, max: 0, names: [] };
    const isInRange = (word: string) =>
      /^\d+$/.test(word)
        ? Number(word) >= min && Number(word) <= max
        : word.length >= 3 && names.some((name) => name.startsWith(word.toLowerCase()));
    const words = field.replace(/\/\d+/g, '').match(/[A-Za-z0-9]+/g) ?? [];
    return words.every(isInRange) && !/\/0+(?!\d)/.test(field);
  });
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
