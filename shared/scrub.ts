const REDACTED = '[removed]';

/**
 * Takes everything out of a text that could open something: SAS signatures and the query they stand in, bearer tokens, account keys, function
 * keys. Applied wherever a text from outside (an answer, an error of a library) goes into a message, a log line or a status.
 */
export function scrub(text: string): string {
  return text
    .replace(/(https?:\/\/[^\s"'<>?]+)\?[^\s"'<>]*/gi, `$1?${REDACTED}`)
    .replace(
      /\b(sig|sv|se|skoid|sktid|code|client_secret|client_assertion|assertion|access_token|refresh_token)=[^\s"'&<>]+/gi,
      `$1=${REDACTED}`,
    )
    .replace(/\b(AccountKey|SharedAccessKey|SharedAccessSignature)=[^;\s"']+/gi, `$1=${REDACTED}`)
    .replace(/\bBearer\s+[A-Za-z0-9._~+/=-]+/gi, `Bearer ${REDACTED}`)
    .replace(/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,2}/g, REDACTED)
    .replace(/("(?:access_token|refresh_token|client_secret|sasToken|sig)"\s*:\s*")[^"]*"/gi, `$1${REDACTED}"`);
}

/** A message for people: scrubbed, on one line, no longer than `maxLength` characters. */
export function shortMessage(text: string, maxLength = 500): string {
  const line = scrub(text)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
}
