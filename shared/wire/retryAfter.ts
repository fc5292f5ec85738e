/**
 * How long an answer asks to wait, in milliseconds, from its `Retry-After`: seconds or an HTTP-date (RFC 9110 §10.2.3).
 * A date is read against the answer's own `Date` when there is one, so that a wrong clock on either side cannot shorten
 * the wait. Undefined when the header is missing or makes no sense.
 */
export function retryAfterMs(headers: { get(name: string): string | undefined }, now: Date): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const until = parseHttpDate(value);
  if (until === undefined) return undefined;
  const from = parseHttpDate(headers.get('date')?.trim() ?? '') ?? now.getTime();
  return Math.max(0, until - from);
}

/**
 * The three forms of RFC 9110 §5.6.7 all carry letters; without this check `Date.parse` would take "-5" or "2" for a
 * date.
 */
function parseHttpDate(text: string): number | undefined {
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const time = Date.parse(/(GMT|UTC|[+-]\d{4})$/.test(text) ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
