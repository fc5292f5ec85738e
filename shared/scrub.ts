const REDACTED = '[removed]';

/**
 * Takes everything out of a text that could open something: SAS signatures and the query they stand in, bearer tokens,
 * account keys, function keys. Applied wherever a text from outside (an answer, an error of a library) goes into a
 * message, a log line or a status.
 */
export function scrub(text: string): string {
  return (
    text
      .replace(/(https?:\/\/[^\s"'<>?]{1,4096})\?[^\s"'<>]*/gi, `$1?${REDACTED}`)
      // What stands before the name may be an escaped ampersand (`\u0026sig=`, `%26sig%3D`) or question mark
      // (`%3Fsig%3D`, `\u003fsig=`).
      .replace(
        /(?:(?<![A-Za-z])|(?<=3F))(sig|sv|se|skoid|sktid|code|client_secret|client_assertion|assertion|access_token|refresh_token)(=|%(?:25){0,3}3D|\\u003d)[^\s"'&<>]+/gi,
        `$1$2${REDACTED}`,
      )
      .replace(/\b(AccountKey|SharedAccessKey|SharedAccessSignature)=[^;\s"']+/gi, `$1=${REDACTED}`)
      .replace(/\b(x-functions-key|aeg-sas-key)(["']?\s*[:=]\s*["']?)[^\s"',;]+/gi, `$1$2${REDACTED}`)
      // What stands before a token may be an escaped quote or blank (`%22eyJ`, `%20Bearer`), so no word boundary is
      // asked for.
      .replace(/Bearer(?:\s+|%(?:25){0,3}20)[A-Za-z0-9._~+/=-]+/gi, `Bearer ${REDACTED}`)
      .replace(/eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,2}/g, REDACTED)
      // Quotes are escaped where JSON is quoted in JSON.
      .replace(
        /((?:access_token|refresh_token|client_secret|sasToken|sig)\\{0,3}"\s{0,9}:\s{0,9}\\{0,3}")[^"\\]*/gi,
        `$1${REDACTED}`,
      )
  );
}

/** Far more than a message keeps: what lies beyond is not worth the time to search it. */
const SEARCHED_CHARACTERS = 20_000;

/** A message for people: scrubbed, on one line, no longer than `maxLength` characters. */
export function shortMessage(text: string, maxLength = 500): string {
  const line = scrub(text.slice(0, SEARCHED_CHARACTERS))
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const short = line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
  return short.toWellFormed();
}

/** The message of whatever was thrown, for people: scrubbed, on one line, short. */
export function messageOf(thrown: unknown, maxLength = 200): string {
  return shortMessage(thrown instanceof Error ? thrown.message : String(thrown), maxLength);
}
