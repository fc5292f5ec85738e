import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { parseTimestamp } from '../export/timestamp.ts';
import { readCommitted } from './committed.ts';
import type { Landing, WriteCondition } from './landing.ts';
import { latestPath } from './layout.ts';

const latestSchema = z.object({
  schemaVersion: z.literal(1),
  version: z.string(),
  manifest: z.string(),
  eTag: z.string(),
  createdDateTime: z.string(),
});

/** `_latest.json`: the newest committed version of one export. */
export type Latest = z.infer<typeof latestSchema>;

const ATTEMPTS = 10;

/**
 * Lets `_latest.json` name this committed version, unless it names a newer one already: it never moves back in time. On a tie the later
 * commit wins. A version whose manifest is gone is not committed, and gives way. Answers whether it had to be written.
 */
export async function advanceLatest(
  landing: Landing,
  exportFolder: string,
  candidate: Latest & { committedAt: string },
): Promise<boolean> {
  const path = latestPath(exportFolder);
  const { committedAt, ...document } = candidate;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await landing.readJson(path);
    const current = latestSchema.safeParse(stored?.value);
    if (current.success && (await standsBefore(landing, current.data, document, committedAt))) return false;
    const condition: WriteCondition = stored ? { ifMatch: stored.etag } : { ifAbsent: true };
    if ((await landing.writeJson(path, document, condition)) !== undefined) return true;
  }
  throw new CodedError(
    'LandingUnavailable',
    `${path} changed ${ATTEMPTS} times while it was to be written; somebody else is writing it.`,
  );
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
