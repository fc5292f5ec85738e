/** How an answer asks its client to wait: in seconds, as an HTTP date, or not at all. */
export type RetryAfter = { seconds: number } | { dateInSeconds: number } | 'none';

/**
 * The `Retry-After` header of RFC 9110, §10.2.3; the date form has whole seconds and is rounded up, so that it is never
 * in the past.
 */
export function retryAfterHeader(retryAfter: RetryAfter, now: Date): Record<string, string> {
  if (retryAfter === 'none') {
    return {};
  }
  if ('seconds' in retryAfter) {
    return { 'retry-after': String(retryAfter.seconds) };
  }
  const at = Math.ceil(now.getTime() / 1000 + retryAfter.dateInSeconds) * 1000;
  return { 'retry-after': new Date(at).toUTCString() };
}
