import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltApp, bundleApp } from '../../infra/build/bundleApp.ts';

interface Loaded {
  firstMs: number;
  functions: { name: string; triggers: { type: string; schedule?: string; route?: string }[] }[];
}

/** The promise is 400 ms on an idle machine; a test machine may be busy. `npm run build` and docs/operate.md have the measured number. */
const COLD_START_LIMIT_MS = 1_500;
const PACKAGE_LIMIT_BYTES = 5 * 1024 * 1024;

let folder: string;
let built: BuiltApp;
let loaded: Loaded;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  built = await bundleApp({ project: resolve('.'), package: join(folder, 'dist'), maps: join(folder, 'maps') });
  const script = resolve('test/infra/package/loadPackage.cjs');
  const entry = JSON.parse(readFileSync(join(folder, 'dist', 'package.json'), 'utf8')).main;
  // Outside the project, so that nothing is found in node_modules.
  const output = execFileSync(process.execPath, [script, join(folder, 'dist', entry)], {
    cwd: folder,
    encoding: 'utf8',
  });
  loaded = JSON.parse(output);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const triggersOf = (type: string) =>
  loaded.functions.filter(({ triggers }) => triggers.some((trigger) => trigger.type === type)).map(({ name }) => name);

describe('the deployable package', () => {
  it('contains what runs and nothing else', () => {
    expect(readdirSync(join(folder, 'dist')).sort()).toEqual([
      'console.html',
      'host.json',
      'index.cjs',
      'package.json',
    ]);
    expect(readdirSync(join(folder, 'maps'))).toEqual(['index.cjs.map']);
    expect(built.packageBytes).toBeLessThan(PACKAGE_LIMIT_BYTES);
  });

  it('needs nothing but Node and the worker', () => {
    const text = readFileSync(join(folder, 'dist', 'index.cjs'), 'utf8');
    const known = new Set([...builtinModules, '@azure/functions-core']);
    const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, id = '']) => id.replace(/^node:/, ''));
    expect([...new Set(required)].filter((id) => !known.has(id))).toEqual([]);
  });

  it('registers the timers, the API and the orchestrations', () => {
    expect(triggersOf('timerTrigger').sort()).toEqual([
      'discoverInvoices',
      'exportUnbilled',
      'purgeHistory',
      'watchOrchestrations',
    ]);
    expect(triggersOf('httpTrigger')).toEqual(
      expect.arrayContaining(['startExport', 'getExport', 'health', 'openapi']),
    );
    expect(triggersOf('orchestrationTrigger')).toContain('runExport');
  });

  it('loads fast enough for a cold start', () => {
    expect(loaded.firstMs).toBeLessThan(COLD_START_LIMIT_MS);
  });
});

describe('alert rules', () => {
  const alerts = readFileSync('infra/modules/alerts.bicep', 'utf8');
  const sources = globSync('{functions,shared}/**/*.ts').map((path) => readFileSync(path, 'utf8'));
  const events = [...new Set([...alerts.matchAll(/"event":"(\w+)"/g)].map(([, event = '']) => event))];

  it('are about several events', () => {
    const known = ['runEnded', 'invoiceDataNeverAppeared', 'announceRun', 'discoveryEnded'];
    expect(events).toEqual(expect.arrayContaining(known));
  });

  const isWritten = (event: string) => {
    const writes = new RegExp(String.raw`(?:logLine|exportStep)\(\s*'${event}'`);
    return sources.some((text) => writes.test(text));
  };

  it.each(events)('look for a line that the program writes: %s', (event) => {
    expect(isWritten(event)).toBe(true);
  });

  it('have a runbook entry each', () => {
    const runbook = readFileSync('docs/operate.md', 'utf8');
    const names = [...alerts.matchAll(/name: '(?:\$\{name\}-)?([a-z]+(?:-[a-z]+)+)'/g)].map(([, name = '']) => name);
    expect(names).toHaveLength(11);
    for (const name of names) expect(runbook).toContain(`### ${name}\n`);
  });
});
