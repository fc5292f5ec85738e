/**
 * The rules of the HTTP API once more, in the plainest words and without the program's own schemas: what may be
 * accepted, and nothing else.
 */

/** What the bytes of a body say, as any JSON reader on the web sees them; undefined when they say nothing. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const onlyHas = (value: object, names: readonly string[]) => Object.keys(value).every((name) => names.includes(name));

const own = (value: Record<string, unknown>, name: string) => (Object.hasOwn(value, name) ? value[name] : undefined);

const consistsOf = (text: string, allowed: string) => [...text].every((character) => allowed.includes(character));

const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

export function isInvoiceId(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return value.length >= 2 && value.length <= 32 && value[0] === 'G' && consistsOf(value.slice(1), CAPITALS + DIGITS);
}

const isCurrency = (value: unknown) => typeof value === 'string' && value.length === 3 && consistsOf(value, CAPITALS);

function isHow(value: Record<string, unknown>): boolean {
  const [set, force] = [own(value, 'attributeSet'), own(value, 'force')];
  return (
    (set === undefined || set === 'full' || set === 'basic') && (force === undefined || typeof force === 'boolean')
  );
}

/** `POST /api/exports` */
export function isExportRequest(value: unknown): boolean {
  if (!isObject(value) || !isHow(value)) return false;
  switch (own(value, 'kind')) {
    case 'billedUsage':
    case 'billedReconciliation':
      return onlyHas(value, ['kind', 'invoiceId', 'attributeSet', 'force']) && isInvoiceId(own(value, 'invoiceId'));
    case 'unbilledUsage':
    case 'unbilledReconciliation': {
      const period = own(value, 'billingPeriod');
      return (
        onlyHas(value, ['kind', 'currencyCode', 'billingPeriod', 'attributeSet', 'force']) &&
        isCurrency(own(value, 'currencyCode')) &&
        (period === 'current' || period === 'last')
      );
    }
    default:
      return false;
  }
}

function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || value.length !== 10 || value[4] !== '-' || value[7] !== '-') return false;
  const parts = [value.slice(0, 4), value.slice(5, 7), value.slice(8)];
  if (!parts.every((part) => consistsOf(part, DIGITS))) return false;
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/** `POST /api/backfills`; `listed` tells whether Partner Center has an exportable invoice between two days. */
export function isBackfillRequest(value: unknown, listed: (from: string, to: string) => boolean): boolean {
  if (!isObject(value) || !isHow(value)) return false;
  if (!onlyHas(value, ['invoiceIds', 'from', 'to', 'kinds', 'attributeSet', 'force', 'dryRun'])) return false;
  const [ids, from, to] = [own(value, 'invoiceIds'), own(value, 'from'), own(value, 'to')];
  const [kinds, dryRun] = [own(value, 'kinds'), own(value, 'dryRun')];
  if (dryRun !== undefined && typeof dryRun !== 'boolean') return false;
  const isKind = (kind: unknown) => kind === 'billedUsage' || kind === 'billedReconciliation';
  if (kinds !== undefined && !(Array.isArray(kinds) && kinds.length > 0 && kinds.every(isKind))) return false;
  if (ids === undefined) return isDay(from) && isDay(to) && from <= to && listed(from, to);
  if (from !== undefined || to !== undefined || !Array.isArray(ids) || ids.length < 1 || ids.length > 1_000)
    return false;
  const isWord = (id: unknown) => typeof id === 'string' && id.length >= 1 && id.length <= 64;
  return ids.every(isWord) && ids.some(isInvoiceId);
}

const STATUSES = ['queued', 'running', 'completed', 'unchanged', 'noData', 'rejected', 'failed', 'cancelled'];
const KINDS = ['billedUsage', 'unbilledUsage', 'billedReconciliation', 'unbilledReconciliation'];

/** The query of `GET /api/exports`. */
export function isListQuery(query: ReadonlyMap<string, string>): boolean {
  const isList = (text: string, allowed: readonly string[]) => {
    const words = text.split(',').filter((word) => word !== '');
    return words.length > 0 && words.every((word) => allowed.includes(word));
  };
  const rules: Record<string, (text: string) => boolean> = {
    status: (text) => isList(text, STATUSES),
    kind: (text) => isList(text, KINDS),
    top: (text) =>
      text.length <= 4 && text !== '' && consistsOf(text, DIGITS) && Number(text) >= 1 && Number(text) <= 1000,
    continuationToken: isToken,
    code: () => true,
    clientId: () => true,
  };
  return [...query].every(([name, text]) => Object.hasOwn(rules, name) && rules[name]?.(text) === true);
}

/** A point in time from 1970 to 9999, and an id. */
function isToken(token: string): boolean {
  try {
    const key: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (!Array.isArray(key)) return false;
    const [atMs, id] = key;
    return typeof atMs === 'number' && atMs >= 0 && atMs < Date.UTC(10_000, 0) && typeof id === 'string';
  } catch {
    return false;
  }
}
