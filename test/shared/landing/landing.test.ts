import { BlobServiceClient, type ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readCommitted } from '../../../shared/landing/committed.ts';
import { createLanding, jsonText, type Landing } from '../../../shared/landing/landing.ts';
import { advanceLatest } from '../../../shared/landing/latest.ts';
import { createProgressCounter } from '../../../shared/landing/progress.ts';
import { toMetadata } from '../../../shared/landing/receipt.ts';
import { createLandedNames } from '../../../shared/landing/versionListing.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { rejectedCode } from '../../support/codes.ts';
import { instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const FOLDER = 'f/version=v/';

let azurite: Azurite;
let container: ContainerClient;
let landing: Landing;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  container = await azurite.createContainer();
  landing = createLanding(container, '');
});

/** Lays a whole file with its receipt into the folder. */
async function land(name: string, runId = 'run-1', eTag = 'e') {
  const blob = { name: `${name}.gz`, fileName: name, partitionValue: '', index: 0 };
  const source = { bytes: 1, eTag: '"s"', sha256: 'ab' };
  const metadata = toMetadata(blob, eTag, runId, { bytes: 10, lines: 2, crc32: '00000000', source });
  await container.getBlockBlobClient(`${FOLDER}${name}`).upload('x', 1, { metadata });
}

describe('a container that somebody removes after it was there', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['a look for versions', () => landing.folders('f/')],
    ['a listing', async () => (await landing.blobs('f/')[Symbol.asyncIterator]().next()).done],
    ['a write', () => landing.writeJson('a.json', {}, { ifAbsent: true })],
  ])('is made anew by the next call that needs it, without a restart: %s', async (_, call) => {
    await landing.ensureContainer();
    await container.delete();
    await call();
    expect(await container.exists()).toBe(true);
  });

  test('is missed by who has never had it', async () => {
    const nowhere = createLanding(azurite.service.getContainerClient('never-made'), '');
    expect(await rejectedCode(nowhere.folders('f/'))).toBe('LandingUnavailable');
  });
});

describe('a document', () => {
  test('is text that people read, and comes back with the ETag to replace exactly this state', async () => {
    const etag = await landing.writeJson('a.json', { ä: 1 }, { ifAbsent: true }, { event: 'pending' });
    expect((await container.getBlobClient('a.json').downloadToBuffer()).toString()).toBe('{\n "ä": 1\n}\n');
    expect(await landing.readJson('a.json')).toEqual({
      value: { ä: 1 },
      etag,
      metadata: { event: 'pending' },
    });
    const properties = await container.getBlobClient('a.json').getProperties();
    expect(properties.contentType).toBe('application/json');
    expect(properties.contentLength).toBe(Buffer.byteLength(jsonText({ ä: 1 })));
  });

  test('that is not there is undefined, in a container that is not there too', async () => {
    expect(await landing.readJson('none.json')).toBeUndefined();
    const nowhere = azurite.service.getContainerClient('never-created');
    expect(await createLanding(nowhere, '').readJson('none.json')).toBeUndefined();
  });

  test('that is archived cannot be read, but is there', async () => {
    await landing.writeJson('a.json', { n: 1 }, { ifAbsent: true });
    await container.getBlobClient('a.json').setAccessTier('Archive');
    expect(await landing.exists('a.json')).toBe(true);
    expect(await rejectedCode(landing.readJson('a.json'))).toBe('LandingUnavailable');
    expect(await landing.exists('none.json')).toBe(false);
  });

  test('that is no JSON has no value', async () => {
    await container.getBlockBlobClient('a.json').upload('{"half', 6);
    expect(await landing.readJson('a.json')).toMatchObject({ value: undefined });
  });

  test('is not written over what somebody else has written meanwhile', async () => {
    const first = (await landing.writeJson('a.json', { n: 1 }, { ifAbsent: true })) ?? '';
    expect(await landing.writeJson('a.json', { n: 2 }, { ifAbsent: true })).toBeUndefined();
    expect(await landing.writeJson('a.json', { n: 3 }, { ifMatch: first })).toMatch(/./);
    expect(await landing.writeJson('a.json', { n: 4 }, { ifMatch: first })).toBeUndefined();
    expect((await landing.readJson('a.json'))?.value).toEqual({ n: 3 });
  });

  test('that may not be written is not taken for one that somebody else has written', async () => {
    const etag = (await landing.writeJson('a.json', { n: 1 }, { ifAbsent: true })) ?? '';
    await container.getBlobClient('a.json').getBlobLeaseClient().acquireLease(-1);
    for (const write of [
      () => landing.writeJson('a.json', { n: 2 }, { ifMatch: etag }),
      () => landing.setMetadata('a.json', { event: 'delivered' }, etag),
    ]) {
      await expect(write()).rejects.toMatchObject({
        code: 'LandingUnavailable',
        message: expect.stringMatching(/write a\.json \(412 Lease\w+\).*lease/),
      });
    }
  });

  test('gets its metadata in exactly one state', async () => {
    const first = (await landing.writeJson('a.json', { n: 1 }, { ifAbsent: true }, { event: 'pending' })) ?? '';
    await landing.setMetadata('a.json', { event: 'delivered' }, first);
    await landing.setMetadata('a.json', { event: 'lost' }, first);
    expect(await landing.readJson('a.json')).toMatchObject({ value: { n: 1 }, metadata: { event: 'delivered' } });
  });
});

describe('the container', () => {
  test('is created once for all who need it', async () => {
    const fresh = azurite.service.getContainerClient(`fresh-${container.containerName}`);
    const created = createLanding(fresh, '');
    await Promise.all([created.ensureContainer(), created.ensureContainer()]);
    await createLanding(fresh, '').ensureContainer();
    expect(await fresh.exists()).toBe(true);
  });

  test('lists folders directly below a path only', async () => {
    for (const name of ['p/a/1', 'p/a/b/2', 'p/c/3', 'p/4', 'q/r/5']) {
      await container.getBlockBlobClient(name).upload('x', 1);
    }
    expect(await landing.folders('p/')).toEqual(['p/a/', 'p/c/']);
    expect(await landing.folders('none/')).toEqual([]);
  });
});

describe('an account that cannot be used', () => {
  const calls: [string, (broken: Landing) => Promise<unknown>][] = [
    ['read', (broken) => broken.readJson('a.json')],
    ['look for', (broken) => broken.exists('a.json')],
    ['write', (broken) => broken.writeJson('a.json', {}, { ifAbsent: true })],
    ['list folders', (broken) => broken.folders('')],
    ['list blobs', async (broken) => broken.blobs('')[Symbol.asyncIterator]().next()],
  ];

  function landingAt(url: string, key: string): Landing {
    const credential = new StorageSharedKeyCredential('devstoreaccount1', key);
    const service = new BlobServiceClient(url, credential, { retryOptions: { maxTries: 1 } });
    return createLanding(service.getContainerClient(container.containerName), '');
  }

  test.each(calls)('because it refuses the identity is LandingForbidden, and tells no key: %s', async (_, call) => {
    const error = await call(landingAt(azurite.url, 'U0VDUkVU')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'LandingForbidden' });
    expect(String(error)).not.toMatch(/U0VDUkVU|SECRET/);
  });

  test.each(calls)('because it cannot be reached is LandingUnavailable: %s', async (_, call) => {
    expect(await rejectedCode(call(landingAt('http://127.0.0.1:1/devstoreaccount1', 'U0VDUkVU')))).toBe(
      'LandingUnavailable',
    );
  });

  test('a container that may not be created may be there already', async () => {
    await landingAt(azurite.url, 'U0VDUkVU').ensureContainer();
  });

  test('a failure to create the container is tried again the next time', async () => {
    const unreachable = landingAt('http://127.0.0.1:1/devstoreaccount1', 'U0VDUkVU');
    expect(await rejectedCode(unreachable.ensureContainer())).toBe('LandingUnavailable');
    expect(await rejectedCode(unreachable.ensureContainer())).toBe('LandingUnavailable');
  });

  test('writing into a container that is gone is LandingUnavailable', async () => {
    await container.delete();
    expect(await rejectedCode(landing.writeJson('a.json', {}, { ifAbsent: true }))).toBe('LandingUnavailable');
  });
});

describe('what stands whole in a folder', () => {
  const wanted = { snapshotSha256: '3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea' };

  test('is known from one listing, by snapshot and, when asked, by run', async () => {
    await land('a.json');
    await land('_manifest.json');
    await container.getBlockBlobClient(`${FOLDER}stranger`).upload('x', 1);
    const names = createLandedNames(landing, createVirtualClock());
    const has = (name: string, more = {}) => names.has(FOLDER, name, { ...wanted, ...more });
    expect(await has('a.json')).toBe(true);
    expect(await has('a.json', { runId: 'run-1' })).toBe(true);
    expect(await has('a.json', { runId: 'run-2' })).toBe(false);
    expect(await has('a.json', { snapshotSha256: 'another' })).toBe(false);
    expect(await Promise.all(['_manifest.json', 'stranger', 'none'].map((name) => has(name)))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('is listed again after half a minute; what this process adds is known at once', async () => {
    const clock = createVirtualClock();
    const names = createLandedNames(landing, clock);
    const has = (name: string) => names.has(FOLDER, name, wanted);
    expect(await has('a.json')).toBe(false);
    await land('b.json');
    names.add(FOLDER, { name: 'a.json', runId: 'r', ...wanted });
    expect([await has('a.json'), await has('b.json')]).toEqual([true, false]);
    clock.pass(30_000);
    expect([await has('a.json'), await has('b.json')]).toEqual([false, true]);
  });

  test('is what the progress of a run counts; a forced run counts its own files only', async () => {
    await land('a.json', 'run-1');
    await land('b.json', 'run-2');
    const instance = instanceOf({ customStatus: { version: { folder: FOLDER, files: 5 } } });
    const counter = createProgressCounter(landing, createVirtualClock());
    const forced = runOfRequest({ ...BILLED_REQUEST, force: true }, 'run-2');
    expect(await counter.count(instance, runOfRequest(undefined, 'run-2x'))).toEqual({
      filesDone: 2,
      filesTotal: 5,
      bytes: 20,
      lines: 4,
    });
    expect(await counter.count(instance, forced)).toMatchObject({ filesDone: 1, filesTotal: 5 });
    expect(await counter.count(instanceOf(), forced)).toBeUndefined();
  });

  test('is counted anew after two seconds, and at once in the next phase', async () => {
    const clock = createVirtualClock();
    const counter = createProgressCounter(landing, clock);
    const filesDone = async (phase: string) => {
      const instance = instanceOf({ customStatus: { phase, version: { folder: FOLDER, files: 5 } } });
      return (await counter.count(instance, runOfRequest(undefined, 'run-1')))?.filesDone;
    };
    expect(await filesDone('copying')).toBe(0);
    await land('a.json', 'run-1');
    expect([await filesDone('copying'), await filesDone('committing')]).toEqual([0, 1]);
    clock.pass(2_000);
    expect(await filesDone('copying')).toBe(1);
  });
});

describe('documents of somebody else', () => {
  test.each(['{}', '{"schemaVersion":2}', 'text', ''])(
    '%j in the place of a manifest is no commit to trust',
    async (text) => {
      await container.getBlockBlobClient(`${FOLDER}_manifest.json`).upload(text, text.length);
      expect(await rejectedCode(readCommitted(landing, `${FOLDER}_manifest.json`))).toBe('LandingUnavailable');
    },
  );

  test('a latest that changes under every attempt to write it is given up', async () => {
    const moving: Landing = { ...landing, writeJson: async () => undefined };
    const candidate = {
      schemaVersion: 1 as const,
      version: 'v',
      manifest: 'm',
      eTag: 'e',
      createdDateTime: '',
      committedAt: '',
    };
    expect(await rejectedCode(advanceLatest(moving, 'f/', candidate))).toBe('LandingUnavailable');
  });
});
