import { describe, expect, test } from '@jest/globals';
import {
  eventMetadata,
  findCommitted,
  isEventPending,
  markEventDelivered,
  readCommitted,
} from '../../../shared/landing/committed.ts';
import { createCommittedFiles } from '../../../shared/landing/committedFiles.ts';
import type { Landing, StoredJson } from '../../../shared/landing/landing.ts';
import { versionSuffix } from '../../../shared/landing/layout.ts';
import { buildManifestFile, exportSubject } from '../../../shared/landing/manifestFile.ts';
import { rejectedCode } from '../../support/codes.ts';
import { manifestOf } from '../../support/manifests.ts';
import { BILLED_REQUEST } from '../../support/requests.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const PARENT = 'e/attributes=full/';
const RUN = { id: 'r', startedAt: '2026-11-08T06:00:00.000Z', committedAt: '2026-11-08T06:05:00.000Z' };
const source = { name: 'a.json.gz', bytes: 5, eTag: '"s"', sha256: 'ab' };
const file = (name: string) => ({
  ...{ name, index: 0, partitionValue: '', snapshotSha256: 's', runId: 'r', bytes: 1, lines: 1, crc32: '0' },
  source,
});

function manifest(eTag: string, names: readonly string[] = ['a.json']) {
  const facts = { ...manifestOf({ eTag }).facts, operationId: 'op-1' };
  return buildManifestFile(exportSubject('e', BILLED_REQUEST), facts, names.map(file), RUN);
}

/** A landing of these documents; reads and writes of metadata are noted. */
function landingOf(documents: Record<string, unknown>, others: readonly string[] = []) {
  const reads: string[] = [];
  const marks: unknown[][] = [];
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  const world = { fails: false };
  const landing: Partial<Landing> = {
    async readJson(path): Promise<StoredJson | undefined> {
      reads.push(path);
      if (world.fails) throw new Error('away');
      return path in documents
        ? ({ value: documents[path], etag: '"1"', metadata: { event: 'pending' } } as StoredJson)
        : undefined;
    },
    setMetadata: async (...mark) => {
      marks.push(mark);
    },
    folders: async () => [...others, ...new Set(Object.keys(documents).map(folderOf))],
  };
  return { landing: landing as Landing, reads, marks, world };
}

const versionFolder = (time: string, eTag: string) => `${PARENT}version=${time}-${versionSuffix(eTag)}/`;
const FOLDER = versionFolder('20261107T220000Z', 'one');
const PATH = `${FOLDER}_manifest.json`;

describe('a committed version', () => {
  test('is read with its name, its ETag and its metadata', async () => {
    const { landing } = landingOf({ [PATH]: manifest('one') });
    expect(await readCommitted(landing, PATH)).toEqual({
      version: `20261107T220000Z-${versionSuffix('one')}`,
      folder: FOLDER,
      path: PATH,
      manifest: manifest('one'),
      document: manifest('one'),
      etag: '"1"',
      metadata: { event: 'pending' },
    });
    expect(await readCommitted(landing, `${FOLDER}other.json`)).toBeUndefined();
  });

  test.each<[string, string, unknown]>([
    ['with another content', PATH, { schemaVersion: 2 }],
    ['that is no JSON', PATH, undefined],
    ['outside a version', `${PARENT}_manifest.json`, manifest('one')],
  ])('%s was not written by this program', async (_, path, value) => {
    expect(await rejectedCode(readCommitted(landingOf({ [path]: value }).landing, path))).toBe('LandingUnavailable');
  });

  test.each([
    [eventMetadata('pending'), true],
    [eventMetadata('delivered'), false],
    [eventMetadata('off'), false],
    [{}, false],
  ])('with %j owes its event: %j', (metadata, expected) => {
    expect(isEventPending({ metadata })).toBe(expected);
  });

  test('owes none once it is delivered, if it is still the same', async () => {
    const { landing, marks } = landingOf({ [PATH]: manifest('one') });
    const committed = await readCommitted(landing, PATH);
    if (!committed) throw new Error('not there');
    await markEventDelivered(landing, committed);
    const [[path, metadata, etag] = []] = marks;
    expect([path, etag]).toEqual([PATH, '"1"']);
    expect(isEventPending({ metadata: metadata as Record<string, string> })).toBe(false);
  });
});

describe('the version of a snapshot', () => {
  test('is found by its eTag, whatever time its folder names, and without a look at the others', async () => {
    const documents = {
      [`${versionFolder('20200101T000000Z', 'two')}_manifest.json`]: manifest('two'),
      [PATH]: manifest('one'),
    };
    const { landing, reads } = landingOf(documents, [`${PARENT}something else/`, `${PARENT}version=odd/`]);
    expect((await findCommitted(landing, PARENT, 'one'))?.path).toBe(PATH);
    expect(reads).toEqual([PATH]);
    expect(await findCommitted(landing, PARENT, 'three')).toBeUndefined();
  });

  test('is not another one whose folder ends the same', async () => {
    const { landing } = landingOf({ [PATH]: manifest('another') });
    expect(await findCommitted(landing, PARENT, 'one')).toBeUndefined();
  });

  test('is not one that was never committed', async () => {
    const { landing } = landingOf({}, [FOLDER]);
    expect(await findCommitted(landing, PARENT, 'one')).toBeUndefined();
  });
});

describe('the files of a committed version', () => {
  test('are read once a run', async () => {
    const { landing, reads } = landingOf({ [PATH]: manifest('one', ['a.json', 'b.json']) });
    const files = createCommittedFiles(landing, createVirtualClock());
    expect((await files.find(FOLDER, 'run-1', 'a.json'))?.name).toBe('a.json');
    expect((await files.find(FOLDER, 'run-1', 'b.json'))?.name).toBe('b.json');
    expect(reads).toHaveLength(1);
    await files.find(FOLDER, 'run-2', 'a.json');
    expect(await files.find(`${PARENT}version=other/`, 'run-2', 'a.json')).toBeUndefined();
    expect(reads).toHaveLength(3);
  });

  test('are read once a run, of several at once', async () => {
    const { landing, reads } = landingOf({ [PATH]: manifest('one', ['a.json', 'b.json']) });
    const files = createCommittedFiles(landing, createVirtualClock());
    for (const name of ['a.json', 'b.json']) {
      for (const run of ['run-1', 'run-2', 'run-3']) await files.find(FOLDER, run, name);
    }
    expect(reads).toHaveLength(3);
  });

  test('hold no other: a forced run must not add one', async () => {
    const { landing } = landingOf({ [PATH]: manifest('one') });
    expect(await rejectedCode(createCommittedFiles(landing, createVirtualClock()).find(FOLDER, 'r', 'new.json'))).toBe(
      'ForcedCopyDiffers',
    );
  });

  test('are read again after a failure', async () => {
    const { landing, world } = landingOf({ [PATH]: manifest('one') });
    const files = createCommittedFiles(landing, createVirtualClock());
    world.fails = true;
    await expect(files.find(FOLDER, 'r', 'a.json')).rejects.toThrow('away');
    world.fails = false;
    expect((await files.find(FOLDER, 'r', 'a.json'))?.name).toBe('a.json');
  });
});
