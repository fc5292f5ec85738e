import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const IMPORT = /^(?:import|export)(?! type)[^'"]*?'(\.[^']+\.ts)'/gm;

const imports = new Map<string, string[]>();

/** Does this file load that one, itself or through others? By the text of the imports, types left out. */
export function loads(file: string, wanted: string, seen = new Set<string>()): boolean {
  if (file === wanted) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  return importsOf(file).some((imported) => loads(imported, wanted, seen));
}

function importsOf(file: string): string[] {
  const known = imports.get(file);
  if (known) return known;
  const text = readFileSync(file, 'utf8');
  const found = [...text.matchAll(IMPORT)].map(([, path = '']) => resolve(dirname(file), path));
  imports.set(file, found);
  return found;
}
