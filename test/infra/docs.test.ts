import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const DOCS = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'SECURITY.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
];

const read = (path: string) => readFileSync(path, 'utf8');

/** Anchors as GitHub makes them from headings. */
function anchors(text: string): string[] {
  return [...text.replace(/```[\s\S]*?```/g, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-'),
  );
}

function brokenLinks(path: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
  return links.flatMap(([link, file = '', anchor]) => {
    const target = file === '' ? path : normalize(join(dirname(path), file));
    if (!existsSync(target)) return [`${path}: ${link} leads to no file`];
    const found = anchor === undefined || anchors(target === path ? text : read(target)).includes(anchor);
    return found ? [] : [`${path}: ${link} leads to no heading`];
  });
}

describe.each(DOCS)('%s', (path) => {
  it('has no broken link', () => {
    expect(brokenLinks(path, read(path))).toEqual([]);
  });
});

it.each(['[a](nowhere.md)', '[a](#nowhere)', '[a](operate.md#nowhere)'])('sees the broken link %s', (link) => {
  expect(brokenLinks('docs/deploy.md', link)).toHaveLength(1);
});

describe('docs/deploy.md', () => {
  const text = read('docs/deploy.md');
  const offered = [...read('infra/main.parameters.json').matchAll(/\$\{(\w+)=/g)].map(([, name = '']) => name);

  it('lists every setting of a deployment', () => {
    const table = text.slice(text.indexOf('# Settings'), text.indexOf('# Variants'));
    expect(offered.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  });

  it('sets only settings that there are', () => {
    const set = [...text.matchAll(/azd env set (\w+)/g)].map(([, name = '']) => name).filter((name) => name !== 'NAME');
    expect(set.length).toBeGreaterThan(5);
    expect(set.filter((name) => !offered.includes(name))).toEqual([]);
  });

  it('uses only values that the deployment puts out', () => {
    const outputs = [...read('infra/main.bicep').matchAll(/^output (\w+)/gm)].map(([, name = '']) => name);
    const made = [...text.matchAll(/^(\w+)="\$\(/gm)].map(([, name = '']) => name);
    const values = [...text.matchAll(/\$\{?([A-Z_]{3,})\b/g)].map(([, name = '']) => name);
    expect(values.filter((name) => ![...outputs, ...made, ...offered].includes(name))).toEqual([]);
  });
});

it('docs/operate.md gives a reason for every setting of host.json', () => {
  const text = read('docs/operate.md');
  const { version: _, extensions, logging, ...rest } = JSON.parse(read('host.json'));
  const { storageProvider, tracing, ...durable } = extensions.durableTask;
  const names = [rest, durable, storageProvider, tracing, logging].flatMap((part) => Object.keys(part));
  const plain = ['type', 'applicationInsights'];
  expect(names.filter((name) => !plain.includes(name) && !text.includes(`\`${name}\``))).toEqual([]);
});
