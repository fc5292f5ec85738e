import { z } from 'zod';
import { parseTimestamp } from '../export/timestamp.ts';
import { readCommitted } from './committed.ts';
import type { Landing } from './landing.ts';
import { latestPath } from './layout.ts';
import { updateJson } from './updateJson.ts';

const latestSchema = z.object({
  schemaVersion: z.literal(1),
  version: z.string(),
  manifest: z.string(),
  eTag: z.string(),
  createdDateTime: z.string(),
});

/** `_latest.json`: the newest committed version of one export. */
export type Latest = z.infer<typeof latestSchema>;

/** What `_latest.json` names now; undefined where nothing has landed. */
export async function readLatest(landing: Landing, exportFolder: string): Promise<Latest | undefined> {
  const stored = await landing.readJson(latestPath(exportFolder));
  const parsed = latestSchema.safeParse(stored?.value);
  return parsed.success ? parsed.data : undefined;
}

/**
 * Lets `_latest.json` name this committed version, unless it names a newer one already: it never moves back in time. On
 * a tie the later commit wins. A version whose manifest is gone is not committed, and gives way. Answers whether it had
 * to be written.
 */
export async function advanceLatest(
  landing: Landing,
  exportFolder: string,
  candidate: Latest & { committedAt: string },
): Promise<boolean> {
  const { committedAt, ...document } = candidate;
  return updateJson(landing, latestPath(exportFolder), async (stored) => {
    const current = latestSchema.safeParse(stored);
    const stands = current.success && (await standsBefore(landing, current.data, document, committedAt));
    return stands ? undefined : document;
  });
}

async function standsBefore(
  landing: Landing,
  current: Latest,
  candidate: Latest,
  committedAt: string,
): Promise<boolean> {
  if (current.version === candidate.version) return true;
  const currentTicks = parseTimestamp(current.createdDateTime) ?? 0n;
  const candidateTicks = parseTimestamp(candidate.createdDateTime) ?? 0n;
  if (currentTicks !== candidateTicks) return currentTicks > candidateTicks && landing.exists(current.manifest);
  const other = await readCommitted(landing, current.manifest);
  return other !== undefined && other.manifest.run.committedAt >= committedAt;
}
