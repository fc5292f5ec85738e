import { failed, StopError } from '../export/stop.ts';

/**
 * Operation and manifest ids become path segments of our own requests, so nothing that could lead elsewhere is
 * accepted.
 */
const SERVICE_ID = /^[A-Za-z0-9._-]{1,128}$/;

export function isServiceId(text: unknown): text is string {
  return typeof text === 'string' && SERVICE_ID.test(text) && text !== '.' && text !== '..';
}

/**
 * The id of an operation from a `Location`: its last path segment, whatever the rest looks like (documentation and
 * service mix `v1.0` and `beta`; a relative one is possible). The operation is then asked for at our own base URL, so a
 * foreign `Location` never sees a token.
 */
export function operationIdFrom(location: string): string | undefined {
  const segment = lastSegment(location);
  return isServiceId(segment) ? segment : undefined;
}

/**
 * The id of a manifest from a link. A link of another origin is refused: following it would hand our token to a
 * stranger.
 */
export function manifestIdFrom(link: string, graphBaseUrl: string): string {
  const base = `${graphBaseUrl}/`;
  if (!URL.canParse(link, base) || new URL(link, base).origin !== new URL(base).origin) {
    throw new StopError(
      failed(
        'ForeignOrigin',
        `The operation names a manifest outside ${new URL(base).origin}; expected a link of the same origin.`,
      ),
    );
  }
  const id = lastSegment(link);
  if (!isServiceId(id)) {
    throw new StopError(failed('AnswerInvalid', 'The operation names a manifest without a usable id.'));
  }
  return id;
}

function lastSegment(link: string): string | undefined {
  const path = link
    .replace(/[?#].*$/, '')
    // A host is no id, though it is written like one.
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
    .replace(/\/+$/, '');
  // A generated OData link may write the key as `operations('id')`.
  return /\('([^']+)'\)$/.exec(path)?.[1] ?? path.split('/').at(-1);
}
