import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const PAGE = readFileSync('docs/architecture.md', 'utf8');
const FILES = ['functions', 'shared', 'local', 'infra', 'docs'].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => `${root}/${path.replaceAll('\\', '/')}`),
);
const NAMES = new Set(FILES.map((path) => basename(path)));

describe('docs/architecture.md', () => {
  const named = [...PAGE.matchAll(/`([\w/.-]+\.(?:ts|bicep|json))`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !basename(path).startsWith('_'));

  test('names files that there are', () => {
    expect(named.length).toBeGreaterThan(40);
    const isThere = (path: string) =>
      path.includes('/')
        ? existsSync(path) || FILES.some((file) => file.endsWith(`/${path}`))
        : NAMES.has(path) || existsSync(path);
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  const section = PAGE.slice(PAGE.indexOf('## How long anything waits'), PAGE.indexOf('## Words'));
  const places = [...section.matchAll(/((?:`\w+`(?:, )?)+) in `([\w/.]+)`/g)].flatMap(([, names = '', file = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, file] as const),
  );

  test('lists waits that there are', () => {
    expect(places.length).toBeGreaterThan(20);
    expect(places.filter(([name, file]) => !new RegExp(`\\b${name}\\b`).test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});

test('every version of the changelog has its date', () => {
  const versions = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  expect(versions.length).toBeGreaterThan(1);
  for (const heading of versions) expect(heading).toMatch(/^\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/);
});
