import { describe, expect, test } from '@jest/globals';
import type { CopyReceipt, CopyRequest } from '../../../shared/copy/types.ts';
import type { ManifestFileEntry } from '../../../shared/landing/manifestFile.ts';
import { fromMetadata, snapshotSha256, type WantedFile } from '../../../shared/landing/receipt.ts';
import { copyFile } from '../../../shared/steps/copyFile.ts';
import { rejectedCode } from '../../support/codes.ts';
import { runOfRequest } from '../../support/requests.ts';
import { E_TAG, memoryBed, receiptOf, standing } from './memoryBed.ts';

const RUN = runOfRequest();
const FOLDER = 'e/version=v/';
const INPUT = { run: RUN, operationId: 'op-1', eTag: E_TAG, folder: FOLDER, blobName: 'a.json.gz', force: false };
const { signal } = new AbortController();

/** The step, and the one request that it makes of the engine. */
async function requested(changes: Partial<typeof INPUT> = {}, committed?: ManifestFileEntry) {
  const added: unknown[] = [];
  const asked: [string, string, WantedFile][] = [];
  const bed = memoryBed(['a.json.gz'], {
    landedNames: {
      has: async (...given) => {
        asked.push(given);
        return false;
      },
      add: (...given) => added.push(given),
    },
    committedFiles: { find: async () => committed },
  });
  const step = await copyFile(bed, { ...INPUT, ...changes });
  const [request] = bed.copies;
  if (!request) throw new Error('nothing was copied');
  return { bed, step, request, added, asked };
}

describe('the copy of a file', () => {
  test('goes from the source to the folder of the version, under the name of its unpacked bytes', async () => {
    const { step, request, added } = await requested();
    expect(step).toEqual({ copied: true });
    expect(request.target.url).toContain(`/${FOLDER}a.json?`);
    expect(request.contentType).toBe('application/x-ndjson');
    expect(request.source.name).toBe('a.json.gz');
    expect(await request.source.url(signal)).toBe('https://s.example/a.json.gz?sas0');
    expect(await request.source.renew('https://s.example/x?old', signal)).toBe('https://s.example/x?old-renewed');
    expect(added).toEqual([[FOLDER, { name: 'a.json', snapshotSha256: snapshotSha256(E_TAG), runId: RUN.runId }]]);
  });

  test('leaves its receipt with the file', async () => {
    const { request } = await requested();
    expect(fromMetadata('a.json', request.metadata(receiptOf()))).toMatchObject({
      name: 'a.json',
      snapshotSha256: snapshotSha256(E_TAG),
      runId: RUN.runId,
      bytes: 10,
      lines: 2,
      crc32: '9ae0daaf',
      source: { name: 'a.json.gz' },
    });
  });

  test('ends before its first write and before its commit when the run has ended', async () => {
    const { bed, request } = await requested();
    bed.looks.ended = true;
    expect(await rejectedCode(request.beforeFirstWrite?.() ?? Promise.resolve())).toBe('RunEnded');
    expect(await rejectedCode(request.beforeCommit?.(receiptOf()) ?? Promise.resolve())).toBe('RunEnded');
    expect(await rejectedCode(copyFile(bed, INPUT))).toBe('RunEnded');
    expect(bed.copies).toHaveLength(1);
  });

  test('is skipped when the file stands whole', async () => {
    const bed = memoryBed(['a.json.gz'], { landedNames: { has: async () => true, add: () => {} } });
    expect(await copyFile(bed, INPUT)).toEqual({ copied: false });
    expect(bed.copies).toEqual([]);
  });

  test.each([
    [false, { snapshotSha256: snapshotSha256(E_TAG) }],
    [true, { snapshotSha256: snapshotSha256(E_TAG), runId: RUN.runId }],
  ])('with force %j asks for %j', async (force, wanted) => {
    expect((await requested({ force })).asked).toEqual([[FOLDER, 'a.json', wanted]]);
  });
});

describe('a file that stands in the place of the copy', () => {
  const replaces = (request: CopyRequest, given: Parameters<typeof standing>[2]) =>
    request.replaces?.(standing(FOLDER, 'a.json', given).metadata);

  test.each<[string, boolean, Parameters<typeof standing>[2], boolean]>([
    ['of the same snapshot is as good', false, { runId: 'another' }, false],
    ['of another snapshot is replaced', false, { eTag: 'older' }, true],
    ['is replaced by a forced run', true, { runId: 'another' }, true],
    ['of the forced run itself is as good', true, { runId: RUN.runId }, false],
  ])('%s', async (_, force, given, expected) => {
    const { request } = await requested({ force });
    expect(replaces(request, given)).toBe(expected);
  });

  test('of somebody else, without a receipt, is replaced', async () => {
    const { request } = await requested();
    expect(request.replaces?.({})).toBe(true);
  });
});

describe('a forced copy of a committed file', () => {
  const COMMITTED: ManifestFileEntry = {
    name: 'a.json',
    partitionValue: '',
    bytes: 10,
    lines: 2,
    crc32: '9ae0daaf',
    source: { name: 'a.json.gz', bytes: 5, eTag: '"s"', sha256: 'ab' },
  };

  test('lands when it is the same bytes', async () => {
    const { request } = await requested({ force: true }, COMMITTED);
    await request.beforeCommit?.(receiptOf({ source: { bytes: 6, eTag: '"t"', sha256: 'cd' } }));
  });

  test.each<Partial<CopyReceipt>>([{ bytes: 11 }, { lines: 3 }, { crc32: 'ffffffff' }])(
    'replaces nothing when it has %j',
    async (changes) => {
      const { request } = await requested({ force: true }, COMMITTED);
      const before = request.beforeCommit?.(receiptOf(changes)) ?? Promise.resolve();
      expect(await rejectedCode(before)).toBe('ForcedCopyDiffers');
    },
  );
});
