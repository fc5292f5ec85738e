import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { EXPORT_KINDS } from '../../shared/export/kinds.ts';
import { CHECKS } from './bicep/checks.ts';
import { type BicepFile, parseBicep, prepareParser, type Source } from './bicep/parse.ts';

const sources: Source[] = globSync('infra/**/*.bicep')
  .map((path) => ({ path: relative('infra', path), text: readFileSync(path, 'utf8') }))
  .sort((a, b) => a.path.localeCompare(b.path));

beforeAll(prepareParser);

const parsed = new Map<string, BicepFile>();

/** Files that a mistake leaves alone are parsed once. */
function parse(all: readonly Source[]): BicepFile[] {
  return all.map((source) => {
    const key = `${source.path}\n${source.text}`;
    const file = parsed.get(key) ?? parseBicep(source);
    parsed.set(key, file);
    return file;
  });
}

/** A mistake somebody could make in one file: a text and what it is replaced with. */
type Mistake = [file: string, was: string, becomes: string];

function withMistake([file, was, becomes]: Mistake): Source[] {
  return sources.map((source) => {
    if (source.path !== file) return source;
    if (!source.text.includes(was)) throw new Error(`${file} does not contain: ${was}`);
    return { ...source, text: source.text.replace(was, becomes) };
  });
}

describe.each<[keyof typeof CHECKS, Mistake[]]>([
  ['syntax', [['modules/identity.bicep', '= {\n  name: name', '= {\n  name: : name']]],
  [
    'pinnedVersions',
    [
      ['modules/identity.bicep', '@2024-11-30', '@2025-01-31-preview'],
      ['modules/eventTopic.bicep', '@2025-02-15', ''],
      ['graph/grant.bicep', 'appRoleAssignedTo@v1.0', 'appRoleAssignedTo@beta'],
    ],
  ],
  ['oneVersionAType', [['modules/privateEndpoint.bicep', 'storageAccounts@2025-06-01', 'storageAccounts@2024-01-01']]],
  [
    'rolesOnResources',
    [
      ['modules/eventTopic.bicep', '  scope: topic\n', ''],
      ['modules/eventTopic.bicep', '  scope: topic\n', '  scope: resourceGroup()\n'],
      ['modules/landingContainer.bicep', '  scope: storage::blobs::landing\n', '  scope: storage\n'],
      ['modules/hostStorage.bicep', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'],
      ['modules/monitoring.bicep', '3913510d-42f4-4e42-8a64-420c390055eb', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'],
    ],
  ],
  ['rolesNamedRight', [['modules/eventTopic.bicep', "description: 'EventGrid Data Sender'", "description: 'Sender'"]]],
  [
    'keysOff',
    [
      ['modules/hostStorage.bicep', 'allowSharedKeyAccess: false', 'allowSharedKeyAccess: true'],
      ['modules/landingStorage.bicep', '    allowSharedKeyAccess: false\n', ''],
      ['modules/eventTopic.bicep', 'disableLocalAuth: true', 'disableLocalAuth: false'],
      ['modules/monitoring.bicep', '    DisableLocalAuth: true\n', ''],
      ['modules/functionApp.bicep', 'properties: { allow: false }', 'properties: { allow: true }'],
      ['modules/functionApp.bicep', 'hostStorage.name\n', 'hostStorage.listKeys().keys[0].value\n'],
    ],
  ],
  [
    'noSecretOutputs',
    [
      [
        'modules/monitoring.bicep',
        'output applicationInsightsName string = applicationInsights.name',
        'output connectionString string = applicationInsights.properties.ConnectionString',
      ],
    ],
  ],
  [
    'described',
    [
      ['modules/eventTopic.bicep', "@description('Name of the topic.')\n", ''],
      ['main.bicep', "@description('Where the API answers.')\n", ''],
    ],
  ],
  [
    'used',
    [
      ['modules/identity.bicep', '  tags: tags\n', ''],
      ['main.bicep', 'retentionDays: logRetentionDays', 'retentionDays: 90'],
      ['modules/hostStorage.bicep', 'items(roles)', 'items({})'],
    ],
  ],
  [
    'namesResolve',
    [
      ['main.bicep', 'email: alertEmail', 'email: alertMail'],
      ['modules/landingStorage.bicep', 'filters: landed,', 'filters: lander,'],
      ['modules/landingContainer.bicep', 'scope: storage::', 'scope: account1::'],
    ],
  ],
  [
    'modulesFit',
    [
      ['main.bicep', 'retentionDays: logRetentionDays', 'retainDays: logRetentionDays'],
      ['main.bicep', '    email: alertEmail\n', ''],
      ['main.bicep', 'topic.?outputs.endpoint', 'topic.?outputs.url'],
      ['main.bicep', 'modules/alerts.bicep', 'modules/alert.bicep'],
    ],
  ],
  ['tagged', [['modules/network.bicep', '  tags: tags\n', '']]],
])('%s', (name, mistakes) => {
  it('holds for every file', () => {
    expect(CHECKS[name](parse(sources))).toEqual([]);
  });

  it.each(mistakes)('catches a mistake in %s: %j → %j', (...mistake) => {
    expect(CHECKS[name](parse(withMistake(mistake)))).not.toEqual([]);
  });
});

it('looks at every file', () => {
  expect(sources.map(({ path }) => path)).toEqual(expect.arrayContaining(['main.bicep', 'graph/grant.bicep']));
  expect(sources.length).toBeGreaterThanOrEqual(13);
});

it('deletes and cools landed data by the names of its folders, never tables or analyses', () => {
  const text = sources.find(({ path }) => path === 'modules/landingStorage.bicep')?.text ?? '';
  const raw = /var landedFolders = \[([^\]]*)\]/.exec(text)?.[1]?.match(/'([a-z-]+)\/'/g) ?? [];
  expect(raw).toEqual(expect.arrayContaining(Object.values(EXPORT_KINDS).map(({ slug }) => `'${slug}/'`)));
  expect(raw).not.toContain("'tables/'");
  expect(text).toMatch(/landedPrefixes = \[for folder in landedFolders: '[^']*folder\}'\]/);
  expect(text).toMatch(/name: 'retention'[\s\S]*?filters: landed, actions: \{ baseBlob/);
});
