import type { BlobStore } from '../../landing/blobStore.ts';
import { messageOf } from '../../scrub.ts';
import type { Action } from './actions.ts';
import { writeCheckpoint } from './checkpoint.ts';
import { checkpointPath, type LastCheckpoint, lastCheckpointPath } from './readLog.ts';
import { apply, type Snapshot } from './snapshot.ts';

/** A checkpoint that fails is made by the next commit, so no reader ever walks more than about twice as many entries. */
export const ENTRIES_PER_CHECKPOINT = 10;

/** A reader without the hint still finds its way, so a few lost races are enough. */
const MOST_HINT_TRIES = 3;

/**
 * Writes a checkpoint behind a commit when enough entries have come since the one before. The commit stands already: whatever goes wrong here
 * only makes the next commit do it. Answers what went wrong, for the log.
 */
export async function keepCheckpoint(
  store: BlobStore,
  table: string,
  before: Snapshot,
  { version, actions, nowMs }: { version: number; actions: readonly Action[]; nowMs: number },
): Promise<string | undefined> {
  if (version - before.checkpointVersion < ENTRIES_PER_CHECKPOINT) return undefined;
  try {
    apply(before, actions);
    const checkpoint = writeCheckpoint(before, nowMs);
    // Whoever was faster has written the same state.
    await store.put(checkpointPath(table, version), checkpoint.bytes, { ifAbsent: true });
    await advanceHint(store, table, {
      version,
      size: checkpoint.actions,
      sizeInBytes: checkpoint.bytes.length,
      numOfAddFiles: before.files.size,
    });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Never back: a slow writer must not send readers to an older checkpoint, which may be cleaned up already. */
async function advanceHint(
  store: BlobStore,
  table: string,
  hint: LastCheckpoint & { sizeInBytes: number; numOfAddFiles: number },
): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(hint));
  for (let tries = 0; tries < MOST_HINT_TRIES; tries++) {
    const standing = await store.get(lastCheckpointPath(table));
    if (standing && hintVersion(standing.bytes) >= hint.version) return;
    const condition = standing ? { ifMatch: standing.etag } : ({ ifAbsent: true } as const);
    if (await store.put(lastCheckpointPath(table), bytes, condition, 'application/json')) return;
  }
}

function hintVersion(bytes: Buffer): number {
  try {
    const { version }: { version?: unknown } = JSON.parse(bytes.toString('utf8'));
    return typeof version === 'number' ? version : -1;
  } catch {
    return -1;
  }
}
