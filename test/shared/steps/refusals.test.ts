import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commitVersion } from '../../../shared/steps/commitVersion.ts';
import { copyFile } from '../../../shared/steps/copyFile.ts';
import { listNames } from '../../../shared/steps/listNames.ts';
import { planVersion } from '../../../shared/steps/planVersion.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { rejectedCode } from '../../support/codes.ts';
import type { StepBed } from '../../support/landing.ts';
import { runOfRequest, UNBILLED_REQUEST } from '../../support/requests.ts';
import { copyAll, copyOf, Landed, planned, STARTED_AT, TWO_FILES } from '../../support/versionRuns.ts';

let azurite: Azurite;
let landed: Landed;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  landed = await Landed.in(azurite);
});

describe('a commit', () => {
  async function ready() {
    const bed = landed.bed();
    const run = runOfRequest();
    const plan = await planned(bed, run);
    await copyAll(bed, plan, run);
    return { bed, plan, input: { run, plan, startedAt: STARTED_AT } };
  }

  test('does not happen while a file is missing', async () => {
    const { bed, plan, input } = await ready();
    await landed.container.getBlobClient(`${plan.folder}a.json`).delete();
    expect(await rejectedCode(commitVersion(bed, input))).toBe('LandingUnavailable');
    expect((await landed.paths()).filter((path) => path.includes('/_'))).toEqual([]);
  });

  test('does not count what somebody else has laid there', async () => {
    const { bed, plan, input } = await ready();
    await landed.container.getBlockBlobClient(`${plan.folder}readme.txt`).upload('hello', 5);
    await landed.container.getBlockBlobClient(`${plan.folder}sub/b.json`).upload('hello', 5);
    expect(await commitVersion(bed, input)).toMatchObject({ result: { files: 2 } });
  });

  test('does not trust a file that was overwritten without a receipt', async () => {
    const { bed, plan, input } = await ready();
    await landed.container.getBlockBlobClient(`${plan.folder}a.json`).upload('other', 5);
    expect(await rejectedCode(commitVersion(bed, input))).toBe('LandingUnavailable');
  });

  test('does not happen once the run has ended', async () => {
    const { bed, input } = await ready();
    bed.guard.ended = true;
    expect(await rejectedCode(commitVersion(bed, input))).toBe('RunEnded');
    expect((await landed.paths()).filter((path) => path.includes('/_'))).toEqual([]);
  });
});

describe('a run that has ended', () => {
  test('plans, lists and copies nothing more', async () => {
    const bed = landed.bed();
    const run = runOfRequest();
    const plan = await planned(bed, run);
    bed.guard.ended = true;
    const range = { from: 0, count: 2 };
    expect(await rejectedCode(planVersion(bed, { run, operationId: 'op-1' }))).toBe('RunEnded');
    expect(await rejectedCode(listNames(bed, { run, plan, range }))).toBe('RunEnded');
    expect(await rejectedCode(copyFile(bed, copyOf(plan, 'a.json.gz')))).toBe('RunEnded');
    expect(await landed.paths()).toEqual([]);
  });
});

describe('a snapshot that moves while it is copied', () => {
  test('is noticed when the names are listed', async () => {
    const bed = landed.bed();
    const plan = await planned(bed);
    const other = landed.bed({ files: { ...TWO_FILES, 'more.gz': '' } });
    const range = { from: 0, count: 2 };
    expect(await listNames(other, { run: runOfRequest(), plan, range })).toMatchObject({
      stop: 'resubmit',
      failure: { code: 'SnapshotMoved' },
    });
  });

  test('is noticed by its eTag', async () => {
    const plan = await planned(landed.bed());
    const other = landed.bed({ files: TWO_FILES, manifest: { eTag: 'restated' } });
    expect(await rejectedCode(copyFile(other, copyOf(plan, 'a.json.gz')))).toBe('SnapshotMoved');
    expect(await landed.paths()).toEqual([]);
  });

  test('the names come in portions of one sorted list, whatever the order of the manifest', async () => {
    const bed = landed.bed({ files: { 'c.gz': '', 'a.gz': '', 'b.gz': '' } });
    const plan = await planned(bed);
    const reordered = landed.bed({ files: { 'b.gz': '', 'c.gz': '', 'a.gz': '' } });
    const names = async (from: number, on: StepBed) =>
      listNames(on, { run: runOfRequest(), plan, range: { from, count: 2 } });
    expect(await names(0, bed)).toEqual({ names: ['a.gz', 'b.gz'] });
    expect(await names(2, reordered)).toEqual({ names: ['c.gz'] });
  });
});

describe('the month of an unbilled export', () => {
  const root = (month: string) =>
    `https://adls1.blob.core.windows.net/u/202611080530/PartnerTenantId=p/BillingMonth=${month}/Currency=EUR/Fragment=full`;

  test.each([
    ['the same', root('202611'), []],
    [
      'another',
      root('202610'),
      [{ code: 'PeriodMismatch', message: 'The source path shows 2026-10, but 2026-11 was asked for.' }],
    ],
    ['none', 'https://adls1.blob.core.windows.net/u/x', []],
  ])('is compared with that of the source path: %s', async (_, rootDirectory, warnings) => {
    const bed = landed.bed({ files: TWO_FILES, manifest: { rootDirectory } });
    const step = await planVersion(bed, { run: runOfRequest(UNBILLED_REQUEST), operationId: 'op-1' });
    expect(step).toMatchObject({ warnings });
  });

  test('when it is another one, the version lands with that word, and nobody is led to it', async () => {
    const mismatched = { files: TWO_FILES, manifest: { rootDirectory: root('202610') } };
    const run = runOfRequest(UNBILLED_REQUEST);
    const commit = async (bed: StepBed) => {
      const plan = await planned(bed, run);
      await copyAll(bed, plan, run);
      const committed = await commitVersion(bed, { run, plan, startedAt: STARTED_AT });
      if (committed.stop) throw new Error(JSON.stringify(committed));
      return committed;
    };
    const odd = await commit(landed.bed(mismatched));
    expect(odd.changed).toBe(true);
    expect(await landed.json(odd.result.manifest)).toMatchObject({
      source: { warnings: [{ code: 'PeriodMismatch', message: expect.stringContaining('2026-10') }] },
    });
    const latest = async () => (await landed.paths()).filter((path) => path.endsWith('_latest.json'));
    expect(await latest()).toEqual([]);

    const later = { eTag: 'another', rootDirectory: root('202611') };
    const right = await commit(landed.bed({ files: TWO_FILES, manifest: later }));
    const [path = ''] = await latest();
    expect(await landed.json(path)).toMatchObject({ version: right.result.version });
    expect((await landed.json(right.result.manifest)).source).not.toHaveProperty('warnings');
    // And back again: a look at the odd one does not move it.
    await commit(landed.bed(mismatched));
    expect(await landed.json(path)).toMatchObject({ version: right.result.version });
  });
});
