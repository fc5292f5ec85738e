import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file so that a reader, or a start after a crash, sees all of the old text or all of the new. */
export function writeWhole(path: string, text: string, mode = 0o644): void {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, text, { mode });
  renameSync(draft, path);
}
