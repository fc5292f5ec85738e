import { failed, StopError } from '../export/stop.ts';

/**
 * Refuses a `rootDirectory` that does not lead to Microsoft's storage: another host than those of `SOURCE_HOSTS`,
 * anything but https, or parts that could bend the path. Answers it without a trailing slash.
 */
export function assertSourceAllowed(rootDirectory: string, sourceHosts: readonly string[]): string {
  const url = URL.canParse(rootDirectory) ? new URL(rootDirectory) : undefined;
  if (!url) throw refused('is no URL');
  if (url.protocol !== 'https:') throw refused('is not https');
  if (!isListedHost(url.hostname, sourceHosts)) {
    throw refused(`is on the host ${url.hostname}, which SOURCE_HOSTS does not list`);
  }
  if (url.username !== '' || url.password !== '') throw refused('holds user information');
  if (rootDirectory.includes('?') || rootDirectory.includes('#')) throw refused('holds a query or fragment');
  // The URL parser drops these, so that `.<tab>.` becomes a dot segment.
  if (/\p{Cc}|^ | $/u.test(rootDirectory)) throw refused('holds control characters or blanks at its ends');
  // The URL parser has already resolved dot segments, so they are looked for in the text as it came, in every spelling.
  if (/(^|[/\\])(\.|%2e){1,2}([/\\]|$)/i.test(rootDirectory) || rootDirectory.includes('\\')) {
    throw refused('holds dot segments or backslashes');
  }
  return rootDirectory.replace(/\/+$/, '');
}

/** The URL of one blob, without SAS. The name is raw text in the manifest. */
export function blobUrl(rootDirectory: string, blobName: string): string {
  return `${rootDirectory}/${encodeURIComponent(blobName)}`;
}

function isListedHost(hostname: string, sourceHosts: readonly string[]): boolean {
  const host = hostname.toLowerCase();
  return sourceHosts.some((listed) => (listed.startsWith('.') ? host.endsWith(listed) : host === listed));
}

function refused(what: string): StopError {
  return new StopError(
    failed(
      'ForeignOrigin',
      `The manifest's rootDirectory ${what}; expected an https folder on a host that SOURCE_HOSTS lists.`,
    ),
  );
}
