import type { DatabaseSync } from 'node:sqlite';

/** Loads SQLite without Node's notice that the module is experimental; every other warning passes. */
function loadSqlite(): typeof import('node:sqlite') {
  const emitWarning = process.emitWarning;
  process.emitWarning = (...args: unknown[]) => {
    if (!String(args[0]).startsWith('SQLite is an experimental feature')) Reflect.apply(emitWarning, process, args);
  };
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Opens the file for this process alone; the lock dies with the process, however it ends. */
export function openExclusively(path: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(path);
  try {
    // NORMAL loses nothing when the process is killed; only a power cut could cost the last transactions.
    db.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE; COMMIT',
    );
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function isLocked(error: unknown): boolean {
  return error instanceof Error && /database is locked/.test(error.message);
}
