import type { ExportSubject } from '../export/request.ts';
import { parseTimestamp } from '../export/timestamp.ts';
import { type CommittedVersion, readCommitted } from '../landing/committed.ts';
import type { Landing } from '../landing/landing.ts';
import { exportFolder, manifestPath, versionInFolder } from '../landing/layout.ts';

/**
 * The newest committed version of an export that is older than this one and still there. Folder names sort by the second; inside a second the manifests
 * tell, and on a tie the later commit is the newer.
 */
export async function versionBefore(
  landing: Landing,
  subject: ExportSubject,
  version: CommittedVersion,
): Promise<CommittedVersion | undefined> {
  const second = secondOf(version.version);
  const folders = (await landing.folders(exportFolder(landing.prefix, subject)))
    .filter((folder) => {
      const other = versionInFolder(folder);
      return other !== undefined && other !== version.version && secondOf(other) <= second;
    })
    .sort((a, b) => (secondOf(versionInFolder(a)) < secondOf(versionInFolder(b)) ? 1 : -1));
  let found: CommittedVersion | undefined;
  for (const folder of folders) {
    if (found && secondOf(versionInFolder(folder)) < secondOf(found.version)) break;
    const other = await readCommitted(landing, manifestPath(folder));
    if (!other || !isOlder(other, version)) continue;
    if (!found || isOlder(found, other)) found = other;
  }
  return found;
}

function secondOf(version = ''): string {
  return version.slice(0, version.indexOf('-'));
}

function isOlder(a: CommittedVersion, b: CommittedVersion): boolean {
  const [ticksA, ticksB] = [ticksOf(a), ticksOf(b)];
  if (ticksA !== ticksB) return ticksA < ticksB;
  return a.manifest.run.committedAt < b.manifest.run.committedAt;
}

function ticksOf({ manifest }: CommittedVersion): bigint {
  return parseTimestamp(manifest.source.createdDateTime) ?? 0n;
}
