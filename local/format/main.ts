/**
 * `npm run format` wraps comments, too. With `--check` it changes nothing, names the files and fails. Files may be
 * named; all of the sources otherwise.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrapComments } from './wrapComments.ts';

const ROOTS = ['functions', 'shared', 'local', 'bench', 'infra', 'test'];
const given = process.argv.slice(2);
const isCheck = given.includes('--check');
const named = given.filter((word) => word !== '--check');

function sources(): string[] {
  return ROOTS.flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path)),
  );
}

const files = (named.length > 0 ? named : sources()).filter((path) => path.endsWith('.ts'));
const changed = files.filter((path) => {
  const source = readFileSync(path, 'utf8');
  const wrapped = wrapComments(source);
  if (wrapped !== source && !isCheck) writeFileSync(path, wrapped);
  return wrapped !== source;
});
if (isCheck && changed.length > 0) {
  console.error(`Comments go beyond the line in:\n  ${changed.join('\n  ')}\n\`npm run format\` wraps them.`);
  process.exitCode = 1;
}
