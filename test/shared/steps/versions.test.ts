import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commitVersion } from '../../../shared/steps/commitVersion.ts';
import { copyFile } from '../../../shared/steps/copyFile.ts';
import { planVersion } from '../../../shared/steps/planVersion.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import type { Snapshot } from '../../support/landing.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';
import {
  copyAll,
  copyOf,
  exportAll,
  Landed,
  PARENT,
  planned,
  STARTED_AT,
  TWO_FILES,
  versionOf,
} from '../../support/versionRuns.ts';

let azurite: Azurite;
let landed: Landed;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  landed = await Landed.in(azurite);
});

describe('a first export', () => {
  test('lands the files, then the manifest, then the latest', async () => {
    const { result, changed, plan } = await exportAll(landed.bed());
    const version = versionOf('20261108T053000Z', 'opaque17charvalue');
    const folder = `${PARENT}version=${version}/`;
    expect(changed).toBe(true);
    expect(plan).toMatchObject({ version, folder, committed: false });
    expect(result).toEqual({ version, manifest: `${folder}_manifest.json`, files: 2, lines: 3, bytes: 24 });
    expect(await landed.paths()).toEqual([
      `${PARENT}_latest.json`,
      `${folder}_manifest.json`,
      `${folder}a.json`,
      `${folder}b.json`,
    ]);
    expect(await landed.text(`${folder}b.json`)).toBe('{"n":1}\n{"n":2}\n');
    const manifest = await landed.json(`${folder}_manifest.json`);
    expect(manifest.files.map(({ name }: { name: string }) => name)).toEqual(['b.json', 'a.json']);
    expect(manifest).toMatchObject({
      schemaVersion: 1,
      export: { id: 'billed-usage-G000000001-full', kind: 'billedUsage', invoiceId: 'G000000001' },
      source: { operationId: 'op-1', blobCount: 2 },
      totals: { files: 2, bytes: 24, lines: 3 },
      run: { id: 'run-1', startedAt: STARTED_AT, committedAt: '2026-11-08T06:00:00.000Z' },
    });
    expect(await landed.json(`${PARENT}_latest.json`)).toEqual({
      schemaVersion: 1,
      version,
      manifest: `${folder}_manifest.json`,
      eTag: 'opaque17charvalue',
      createdDateTime: '2026-11-08T05:30:00Z',
    });
  });

  test('lies below the prefix', async () => {
    const { result } = await exportAll(landed.bed({ files: TWO_FILES }, 'raw/csp/'));
    expect(result.manifest).toMatch(/^raw\/csp\/billed-usage\//);
    expect((await landed.paths()).every((path) => path.startsWith('raw/csp/billed-usage/'))).toBe(true);
  });

  test('stays in the folder that was planned when the prefix is set anew before the commit', async () => {
    const before = landed.bed();
    const plan = await planned(before);
    await copyAll(before, plan);
    await commitVersion(landed.bed({ files: TWO_FILES }, 'new/'), { run: runOfRequest(), plan, startedAt: STARTED_AT });
    expect((await landed.paths()).filter((path) => path.includes('/_'))).toEqual([
      `${PARENT}_latest.json`,
      `${plan.folder}_manifest.json`,
    ]);
  });

  test('creates the container when it is missing', async () => {
    const missing = new Landed(azurite.service.getContainerClient(`${landed.container.containerName}x`));
    expect((await exportAll(missing.bed())).changed).toBe(true);
  });

  test('keeps the names of the manifest, whatever they hold', async () => {
    const names = [
      'ä ö.json',
      '日本🙂',
      '%2e%2e',
      'a b+c',
      '?x=1#y',
      'q\'"<&>',
      ' lead',
      'trail ',
      '0123',
      'true',
      'e\u0301',
      'é',
      'A',
      'a',
      '~-.x',
      'constructor',
      ':;,=@$!*()[]{}|^`',
    ];
    const files = Object.fromEntries(names.map((name, index) => [`${name}.gz`, `{"n":${index}}\n`]));
    const { result, plan } = await exportAll(landed.bed({ files }));
    expect(result.files).toBe(names.length);
    const manifest = await landed.json(result.manifest);
    expect(manifest.files.map(({ name }: { name: string }) => name)).toEqual(
      Object.keys(files).map((name) => name.replace(/\.gz$/, '')),
    );
    const bytes = await landed.everything();
    for (const [index, name] of names.entries()) {
      expect([name, bytes[`${plan.folder}${name}`]]).toEqual([name, `{"n":${index}}\n`]);
    }
  });

  test('without blobs is noData, and leaves nothing', async () => {
    const step = await planVersion(landed.bed({ files: {} }), { run: runOfRequest(), operationId: 'op-1' });
    expect(step).toMatchObject({ stop: 'noData' });
    expect(await landed.paths()).toEqual([]);
  });

  test('whose names do not fit below the folder is refused before anything is written', async () => {
    const bed = landed.bed({ files: { [`${'n'.repeat(512)}.gz`]: '' } }, `${'p'.repeat(250)}/${'q'.repeat(250)}/`);
    const step = await planVersion(bed, { run: runOfRequest(), operationId: 'op-1' });
    expect(step).toMatchObject({ stop: 'failed', failure: { code: 'ManifestInvalid' } });
  });
});

describe('the time of a version', () => {
  test('that cannot be read is that of the first blob by name, and readers can read it', async () => {
    const asked: string[] = [];
    const bed = landed.bed({ files: TWO_FILES, manifest: { createdDateTime: '0001-01-01T00:00:00Z' } });
    bed.services.lastModified = async ({ name }) => {
      asked.push(name);
      return new Date('2026-11-07T22:00:00Z');
    };
    const { result } = await exportAll(bed);
    expect(asked).toEqual(['a.json.gz']);
    expect(result.version).toBe(versionOf('20261107T220000Z', 'opaque17charvalue'));
    expect((await landed.json(`${PARENT}_latest.json`)).createdDateTime).toBe('2026-11-07T22:00:00.000Z');
  });

  test('does not decide which snapshot it is: one that became readable is the same', async () => {
    await exportAll(landed.bed({ files: TWO_FILES, manifest: { createdDateTime: 'soon' } }));
    const before = await landed.everything();
    const { changed, plan } = await exportAll(landed.bed(), 'run-2');
    expect(changed).toBe(false);
    expect(plan.facts.createdDateTime).toBe('2026-11-07T22:00:00.000Z');
    expect(await landed.everything()).toEqual(before);
  });
});

describe('the same snapshot again', () => {
  test('is unchanged, copies nothing and touches nothing', async () => {
    const first = await exportAll(landed.bed());
    const before = await landed.everything();
    const bed = landed.bed();
    const again = await exportAll(bed, 'run-2');
    expect(again).toMatchObject({ changed: false, result: first.result, plan: { committed: true } });
    expect(bed.copied).toEqual([]);
    expect(await landed.everything()).toEqual(before);
  });

  test('finds the latest gone or behind, mends it and says so', async () => {
    await exportAll(landed.bed());
    const before = await landed.everything();
    await landed.container.getBlobClient(`${PARENT}_latest.json`).delete();
    expect((await exportAll(landed.bed(), 'run-2')).changed).toBe(true);
    expect(await landed.everything()).toEqual(before);
  });

  test('finds the latest unreadable, and replaces it', async () => {
    await exportAll(landed.bed());
    await landed.container.getBlockBlobClient(`${PARENT}_latest.json`).upload('{"half', 6);
    expect((await exportAll(landed.bed(), 'run-2')).changed).toBe(true);
    expect(await landed.latestVersion()).toBe(versionOf('20261108T053000Z', 'opaque17charvalue'));
  });

  test('after a crash between the manifest and the latest completes', async () => {
    const bed = landed.bed();
    const { writeJson } = bed.services.landing;
    bed.services.landing.writeJson = async (path, ...rest) => {
      if (path.endsWith('_latest.json')) throw new Error('killed');
      return writeJson(path, ...rest);
    };
    await expect(exportAll(bed)).rejects.toThrow('killed');
    expect((await landed.paths()).filter((path) => path.includes('/_'))).toHaveLength(1);

    const again = landed.bed();
    expect(await exportAll(again, 'run-2')).toMatchObject({ changed: true });
    expect(again.copied).toEqual([]);
    expect((await landed.json(`${PARENT}_latest.json`)).version).toBe(
      versionOf('20261108T053000Z', 'opaque17charvalue'),
    );
  });

  test('after a crash amid the files copies only those that are missing, and gives the same bytes', async () => {
    const bed = landed.bed();
    const plan = await planned(bed);
    await copyFile(bed, copyOf(plan, 'b.json.gz'));
    const again = landed.bed();
    await exportAll(again, 'run-2');
    expect(again.copied).toEqual(['a.json.gz']);
    expect(await landed.text(`${plan.folder}b.json`)).toBe(TWO_FILES['b.json.gz']);
  });

  test('the commit repeated by the same run is the same commit', async () => {
    const bed = landed.bed();
    const run = runOfRequest();
    const { plan, result } = await exportAll(bed, run.runId);
    const before = await landed.everything();
    bed.clock.pass(60_000);
    expect(await commitVersion(bed, { run, plan, startedAt: STARTED_AT })).toEqual({ result, changed: true });
    expect(await landed.everything()).toEqual(before);
  });

  test('two commits at the same time are one', async () => {
    const bed = landed.bed();
    const run = runOfRequest();
    const plan = await planned(bed, run);
    await copyAll(bed, plan, run);
    const input = { run, plan, startedAt: STARTED_AT };
    const both = await Promise.all([commitVersion(bed, input), commitVersion(landed.bed(), input)]);
    expect(both[0]).toEqual(both[1]);
    expect(both[0]).toMatchObject({ changed: true });
  });
});

describe('another snapshot', () => {
  const restated: Snapshot = {
    files: { 'c.json.gz': '{"n":9}\n' },
    manifest: { eTag: 'restated', createdDateTime: '2026-11-10T05:30:00Z' },
  };

  test('is a folder of its own, and the latest goes on to it', async () => {
    const first = await exportAll(landed.bed());
    const before = await landed.everything();
    const second = await exportAll(landed.bed(restated), 'run-2');
    expect(second.changed).toBe(true);
    expect(second.result.version).toBe(versionOf('20261110T053000Z', 'restated'));
    expect(await landed.latestVersion()).toBe(second.result.version);
    const after = await landed.everything();
    for (const [path, bytes] of Object.entries(before)) {
      if (!path.endsWith('_latest.json')) expect(after[path]).toBe(bytes);
    }
    expect(first.result.version).not.toBe(second.result.version);
  });

  test('that is older and arrives later is landed, and the latest stays', async () => {
    const newer = await exportAll(landed.bed(restated));
    const older = await exportAll(landed.bed(), 'run-2');
    expect(older.changed).toBe(true);
    expect(await landed.paths()).toContain(older.result.manifest);
    expect(await landed.latestVersion()).toBe(newer.result.version);
    expect((await exportAll(landed.bed(), 'run-3')).changed).toBe(false);
    expect(await landed.latestVersion()).toBe(newer.result.version);
  });

  test('that is newer but whose manifest is gone gives the latest back', async () => {
    const older = await exportAll(landed.bed());
    const newer = await exportAll(landed.bed(restated), 'run-2');
    await landed.container.deleteBlob(newer.result.manifest);
    expect((await exportAll(landed.bed(), 'run-3')).changed).toBe(true);
    expect(await landed.latestVersion()).toBe(older.result.version);
  });

  test('that is newer by less than a second wins, whichever comes first', async () => {
    const at = (ticks: string, eTag: string): Snapshot => ({
      files: TWO_FILES,
      manifest: { eTag, createdDateTime: `2026-11-08T05:30:00.${ticks}Z` },
    });
    const newer = await exportAll(landed.bed(at('0000002', 'newer')));
    await exportAll(landed.bed(at('0000001', 'older')), 'run-2');
    expect(await landed.latestVersion()).toBe(newer.result.version);
  });

  test('of the same time: the later commit wins, and stays', async () => {
    const tied = (eTag: string): Snapshot => ({ files: TWO_FILES, manifest: { eTag } });
    await exportAll(landed.bed(tied('one')));
    const later = landed.bed(tied('two'));
    later.clock.pass(60_000);
    const { result } = await exportAll(later, 'run-2');
    expect(await landed.latestVersion()).toBe(result.version);
    expect((await exportAll(landed.bed(tied('one')), 'run-3')).changed).toBe(false);
    expect(await landed.latestVersion()).toBe(result.version);
  });

  test('whose eTag collides with another in the name of the folder does not mix with it', async () => {
    const bed = landed.bed();
    const { plan } = await exportAll(bed);
    const stored = await landed.json(`${plan.folder}_manifest.json`);
    const forged = JSON.stringify({ ...stored, source: { ...stored.source, eTag: 'another with this checksum' } });
    await landed.container.getBlockBlobClient(`${plan.folder}_manifest.json`).upload(forged, Buffer.byteLength(forged));
    const step = await planVersion(landed.bed(), { run: runOfRequest(), operationId: 'op-1' });
    expect(step).toMatchObject({ stop: 'failed', failure: { code: 'ManifestInvalid' } });
  });

  test('of a basic export does not meet that of a full one', async () => {
    await exportAll(landed.bed());
    const basic = await exportAll(landed.bed(), 'run-2', { ...BILLED_REQUEST, attributeSet: 'basic' });
    expect(basic.plan.committed).toBe(false);
  });
});
