import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commitVersion } from '../../../shared/steps/commitVersion.ts';
import { copyFile } from '../../../shared/steps/copyFile.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { rejectedCode } from '../../support/codes.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';
import { copyOf, exportAll, Landed, planned, STARTED_AT, TWO_FILES } from '../../support/versionRuns.ts';

const FORCED = { ...BILLED_REQUEST, force: true };

let azurite: Azurite;
let landed: Landed;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  landed = await Landed.in(azurite);
});

describe('a forced run', () => {
  test('copies every file again; same bytes, and only run and operation id differ', async () => {
    await exportAll(landed.bed());
    const before = await landed.everything();
    const bed = landed.bed();
    bed.clock.pass(3_600_000);
    const forced = await exportAll(bed, 'run-2', FORCED);
    expect(forced.changed).toBe(true);
    expect(bed.copied.sort()).toEqual(['a.json.gz', 'b.json.gz']);
    const after = await landed.everything();
    const path = forced.result.manifest;
    const [was, is] = [JSON.parse(before[path] ?? ''), JSON.parse(after[path] ?? '')];
    expect(is.run).toMatchObject({ id: 'run-2', committedAt: '2026-11-08T07:00:00.000Z' });
    expect({ ...is, run: was.run }).toEqual(was);
    expect({ ...after, [path]: '' }).toEqual({ ...before, [path]: '' });
  });

  test('changes the fields of the stored document in their places, and keeps members of a later version', async () => {
    const { result } = await exportAll(landed.bed());
    const later = await landed.json(result.manifest);
    const text = (document: object) => `${JSON.stringify(document, null, 1)}\n`;
    const added = { ...later, source: { ...later.source, added: 1 }, run: { ...later.run, added: [] }, added: {} };
    await landed.container.getBlockBlobClient(result.manifest).upload(text(added), text(added).length);
    const bed = landed.bed();
    bed.clock.pass(3_600_000);
    await exportAll(bed, 'run-2', FORCED);
    const run = { ...added.run, id: 'run-2', committedAt: '2026-11-08T07:00:00.000Z' };
    expect(await landed.text(result.manifest)).toBe(text({ ...added, run }));
  });

  test('of which a step is repeated copies nothing a third time', async () => {
    await exportAll(landed.bed());
    const bed = landed.bed();
    const { plan } = await exportAll(bed, 'run-2', FORCED);
    const before = await landed.everything();
    const run = runOfRequest(FORCED, 'run-2');
    const again = landed.bed();
    for (const name of Object.keys(TWO_FILES)) {
      expect(await copyFile(again, copyOf(plan, name, run))).toEqual({ copied: false });
    }
    again.clock.pass(60_000);
    expect(await commitVersion(again, { run, plan, startedAt: STARTED_AT })).toMatchObject({ changed: true });
    expect(await landed.everything()).toEqual(before);
  });

  test.each([
    ['other bytes', { ...TWO_FILES, 'a.json.gz': '{"n":4}\n' }, 'a.json.gz'],
    ['more bytes', { ...TWO_FILES, 'a.json.gz': '{"n":3}\n{"n":4}\n' }, 'a.json.gz'],
    ['a file that the committed version has not', { ...TWO_FILES, 'new.json.gz': '{"n":5}\n' }, 'new.json.gz'],
  ])('that meets %s replaces nothing and fails', async (_, files, blobName) => {
    await exportAll(landed.bed());
    const before = await landed.everything();
    const bed = landed.bed({ files });
    const run = runOfRequest(FORCED, 'run-2');
    const plan = await planned(bed, run);
    expect(plan.committed).toBe(true);
    expect(await rejectedCode(copyFile(bed, copyOf(plan, blobName, run)))).toBe('ForcedCopyDiffers');
    expect(await landed.everything()).toEqual(before);
  });

  test('that meets fewer files fails and keeps the manifest', async () => {
    const { result } = await exportAll(landed.bed());
    const before = await landed.text(result.manifest);
    const bed = landed.bed({ files: { 'a.json.gz': TWO_FILES['a.json.gz'] } });
    expect(await rejectedCode(exportAll(bed, 'run-2', FORCED))).toBe('ForcedCopyDiffers');
    expect(await landed.text(result.manifest)).toBe(before);
  });

  test('before anything was committed is a first export', async () => {
    const bed = landed.bed();
    const plan = await planned(bed);
    await copyFile(bed, copyOf(plan, 'b.json.gz'));
    const forced = landed.bed();
    expect((await exportAll(forced, 'run-2', FORCED)).changed).toBe(true);
    expect(forced.copied.sort()).toEqual(['a.json.gz', 'b.json.gz']);
  });
});
