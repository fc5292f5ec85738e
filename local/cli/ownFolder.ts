import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder for the durable state of one command, with the way to remove it. A host that finds the state of an earlier command goes on with its runs: this one was
 * asked for one export and nothing else. What commands that were killed have left behind is removed on the occasion.
 */
export function ownFolder(dataDir: string): { path: string; remove(): void } {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(dataDir)) {
    const [, pid] = /^real-host-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) removeWhole(join(dataDir, name));
  }
  const path = mkdtempSync(join(dataDir, `real-host-${process.pid}-`));
  return { path, remove: () => removeWhole(path) };
}

function removeWhole(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
