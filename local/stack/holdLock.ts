import { DatabaseSync } from 'node:sqlite';

/**
 * Preloaded into Azurite: holds the file that `LOCK_FILE` names for as long as the process lives, so that two never
 * write to one data directory. It waits a moment, because the Azurite of a stack that was killed needs one to put its
 * index on disk and end. A transaction of SQLite is the lock: the operating system drops it with the process, so none
 * is ever left behind by a crash.
 */
const WAIT_MS = 3_000;

const lock = new DatabaseSync(process.env.LOCK_FILE ?? '');
lock.exec(`PRAGMA busy_timeout = ${WAIT_MS}`);
try {
  lock.exec('BEGIN EXCLUSIVE');
} catch {
  console.error(
    'Its data directory is in use by another local stack: an `npm start` or `npm run export` that still runs. Wait until it ends, or stop it.',
  );
  process.exit(1);
}
// Unreachable objects are closed, and the lock would go with it.
Object.defineProperty(globalThis, Symbol('azurite lock'), { value: lock });
