import { describe, expect, test } from '@jest/globals';
import type { CopyReceipt } from '../../../shared/copy/types.ts';
import type { ExportRun } from '../../../shared/export/run.ts';
import { namesSha256 } from '../../../shared/microsoft/manifest.ts';
import { commitVersion } from '../../../shared/steps/commitVersion.ts';
import type { VersionPlan } from '../../../shared/steps/planVersion.ts';
import { rejectedCode } from '../../support/codes.ts';
import { manifestOf } from '../../support/manifests.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';
import { E_TAG, type MemoryBed, memoryBed, standing } from './memoryBed.ts';

const FOLDER = 'billed-usage/invoice=G000000001/attributes=full/version=20261108T053000Z-1a2b3c4d/';
const PATH = `${FOLDER}_manifest.json`;
const LATEST = 'billed-usage/invoice=G000000001/attributes=full/_latest.json';
const NAMES = ['a.json.gz', 'b.json.gz'];
const FORCED = { ...BILLED_REQUEST, force: true };
const STARTED_AT = '2026-11-08T05:59:00.000Z';

const PLAN: VersionPlan = {
  operationId: 'op-1',
  version: '20261108T053000Z-1a2b3c4d',
  folder: FOLDER,
  facts: manifestOf({ eTag: E_TAG }, NAMES).facts,
  namesSha256: namesSha256(NAMES),
  committed: false,
};

const run = (runId = 'run-1', request: typeof BILLED_REQUEST | typeof FORCED = BILLED_REQUEST): ExportRun =>
  runOfRequest(request, runId);
const commit = (bed: MemoryBed, by = run()) => commitVersion(bed, { run: by, plan: PLAN, startedAt: STARTED_AT });
const written = (bed: MemoryBed) =>
  bed.landing.documents.get(PATH)?.value as { files: { name: string }[]; run: { id: string } } | undefined;

/** A bed with both files in the landing, written by this run. */
function landed(runId = 'run-1', changes: Partial<CopyReceipt> = {}): MemoryBed {
  const bed = memoryBed(NAMES);
  bed.blobs.push(standing(FOLDER, 'a.json', { runId }), standing(FOLDER, 'b.json', { runId, ...changes }));
  return bed;
}

/** Committed by run-1; the files have been written again since, by run-2. */
async function committedThenCopied(changes: Partial<CopyReceipt> = {}): Promise<MemoryBed> {
  const bed = landed();
  await commit(bed);
  bed.blobs.splice(0, 2, ...landed('run-2', changes).blobs);
  return bed;
}

describe('a commit', () => {
  test('makes the version visible, and the newest', async () => {
    const bed = landed();
    expect(await commit(bed)).toEqual({
      changed: true,
      result: { version: PLAN.version, manifest: PATH, files: 2, lines: 4, bytes: 20 },
    });
    expect(written(bed)).toMatchObject({
      files: [{ name: 'a.json' }, { name: 'b.json' }],
      run: { id: 'run-1', startedAt: STARTED_AT, committedAt: '2026-11-08T06:00:00.000Z' },
    });
    expect(bed.landing.documents.get(LATEST)?.value).toMatchObject({ version: PLAN.version, manifest: PATH });
    expect(bed.looks.fresh).toBe(1);
  });

  test.each<[string, object, string]>([
    ['owes the event of the version where there is a topic', { topic: { publish: async () => {} } }, 'pending'],
    ['owes none without a topic, not even if there is one later', {}, 'off'],
  ])('%s', async (_, services, event) => {
    const bed = landed();
    Object.assign(bed.services, services);
    await commit(bed);
    expect(bed.landing.documents.get(PATH)?.metadata).toEqual({ event });
  });

  test('again by a later run changes nothing', async () => {
    const bed = landed();
    await commit(bed);
    const before = written(bed);
    expect(await commit(bed, run('run-2'))).toMatchObject({ changed: false });
    expect(written(bed)).toBe(before);
  });

  test('of a run that was cancelled a moment ago writes nothing', async () => {
    const bed = landed();
    const { blobs } = bed.landing;
    bed.landing.blobs = (path) => {
      bed.looks.ended = true;
      return blobs(path);
    };
    expect(await rejectedCode(commit(bed))).toBe('RunEnded');
    expect(bed.landing.documents.size).toBe(0);
  });
});

describe('a commit lists exactly the planned files', () => {
  test('and is refused when one is not there', async () => {
    const bed = landed();
    bed.blobs.pop();
    expect(await rejectedCode(commit(bed))).toBe('LandingUnavailable');
    expect(written(bed)).toBeUndefined();
  });

  test('and is refused when one is of another snapshot', async () => {
    const bed = landed();
    bed.blobs[1] = standing(FOLDER, 'b.json', { eTag: 'older' });
    expect(await rejectedCode(commit(bed))).toBe('LandingUnavailable');
    expect(written(bed)).toBeUndefined();
  });

  test('and none that lies beside them', async () => {
    const bed = landed();
    bed.blobs.push(standing(FOLDER, 'c.json'), standing(FOLDER, 'd.json', { eTag: 'older' }));
    await commit(bed);
    expect(written(bed)?.files.map(({ name }) => name)).toEqual(['a.json', 'b.json']);
  });

  test('and asks the service for the list only when there is something beside them', async () => {
    const bed = landed();
    bed.services.source.manifest = () => Promise.reject(new Error('was asked'));
    await commit(bed);
    expect(written(bed)?.files).toHaveLength(2);
  });
});

describe('two that commit at the same time', () => {
  /** Somebody else writes this as the commit wants to. */
  function raced(bed: MemoryBed, theirs: unknown): void {
    const { writeJson } = bed.landing;
    bed.landing.writeJson = async (path, value, condition, metadata) => {
      if (path !== PATH) return writeJson(path, value, condition, metadata);
      await writeJson(path, (theirs ?? value) as object, condition, metadata);
      return undefined;
    };
  }

  test('make one version: that of the faster one', async () => {
    const bed = landed();
    raced(bed, undefined);
    expect(await commit(bed)).toMatchObject({ result: { version: PLAN.version } });
  });

  test('of two snapshots do not: one is refused', async () => {
    const other = landed();
    await commit(other);
    const document = structuredClone(written(other)) as unknown as { source: { eTag: string } };
    document.source.eTag = 'another';
    const bed = landed();
    raced(bed, document);
    expect(await rejectedCode(commit(bed))).toBe('LandingUnavailable');
  });
});

describe('a forced commit', () => {
  test('changes who vouches for the version, and nothing else', async () => {
    const bed = await committedThenCopied();
    const before = written(bed);
    expect(await commit(bed, run('run-2', FORCED))).toMatchObject({ changed: true });
    expect(written(bed)?.run.id).toBe('run-2');
    expect(written(bed)?.files).toEqual(before?.files);
  });

  test.each<[string, Partial<CopyReceipt>]>([
    ['length', { bytes: 11 }],
    ['number of lines', { lines: 3 }],
    ['checksum', { crc32: 'ffffffff' }],
  ])('of files with another %s is refused, and the manifest stays', async (_, changes) => {
    const bed = await committedThenCopied(changes);
    const before = written(bed);
    expect(await rejectedCode(commit(bed, run('run-2', FORCED)))).toBe('ForcedCopyDiffers');
    expect(written(bed)).toBe(before);
  });

  test('does not take what an earlier run has copied for its own', async () => {
    const bed = landed();
    await commit(bed);
    expect(await rejectedCode(commit(bed, run('run-2', FORCED)))).toBe('LandingUnavailable');
  });

  test('repeated finds its own', async () => {
    const bed = await committedThenCopied();
    await commit(bed, run('run-2', FORCED));
    const before = written(bed);
    expect(await commit(bed, run('run-2', FORCED))).toMatchObject({ changed: true });
    expect(written(bed)).toBe(before);
  });
});
