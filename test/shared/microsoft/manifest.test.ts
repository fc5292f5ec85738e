import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StopError } from '../../../shared/export/stop.ts';
import { namesSha256, readManifest } from '../../../shared/microsoft/manifest.ts';
import { codeOf } from '../../support/codes.ts';
import { manifestAnswer, manifestOf, ROOT_DIRECTORY, SOURCE_HOSTS } from '../../support/manifests.ts';
import { manyRuns } from '../../support/manyRuns.ts';

fc.configureGlobal(manyRuns);

const codeFor = (answer: unknown) => codeOf(() => readManifest(answer, SOURCE_HOSTS));
const codeForNames = (...names: string[]) => codeFor(manifestAnswer({}, names));

describe('a manifest', () => {
  test('is taken over as it is written', () => {
    expect(manifestOf({}, ['b.json.gz', 'a.json'])).toEqual({
      facts: {
        manifestId: '00000000-0000-0000-0000-0000000000aa',
        eTag: 'opaque17charvalue',
        createdDateTime: '2026-11-08T05:30:00Z',
        schemaVersion: '2',
        dataFormat: 'compressedJSON',
        partitionType: 'default',
        partnerTenantId: '00000000-0000-0000-0000-0000000000ff',
        blobCount: 2,
      },
      blobs: [
        { name: 'b.json.gz', fileName: 'b.json', partitionValue: 'default', index: 0 },
        { name: 'a.json', fileName: 'a.json', partitionValue: 'default', index: 1 },
      ],
      rootDirectory: ROOT_DIRECTORY,
      sasToken: 'sv=2021-08-06&sr=d&sdd=7&sp=rl&se=2026-11-08T07%3A00%3A00Z&sig=SECRET%3D',
    });
  });

  test.each([
    ['a slash behind the root directory', { rootDirectory: `${ROOT_DIRECTORY}/` }, { rootDirectory: ROOT_DIRECTORY }],
    ['a question mark before the SAS', { sasToken: '?se=1&sig=x' }, { sasToken: 'se=1&sig=x' }],
    ['numbers for texts', { schemaVersion: 3 }, { facts: { schemaVersion: '3' } }],
    ['an absent createdDateTime', { createdDateTime: undefined }, { facts: { createdDateTime: '' } }],
    ['an unreadable createdDateTime', { createdDateTime: 'soon' }, { facts: { createdDateTime: 'soon' } }],
    ['facts that are null', { partnerTenantId: null, dataFormat: null }, { facts: { partnerTenantId: '' } }],
    ['properties nobody knows', { sizeInBytes: 7 }, {}],
    ['a partition value that is null', { blobCount: 1, blobs: [{ name: 'a', partitionValue: null }] }, {}],
    ['a partition value that is missing', { blobCount: 1, blobs: [{ name: 'a', extra: 1 }] }, {}],
  ])('tolerates %s', (_, changes, expected) => {
    expect(manifestOf(changes)).toMatchObject(expected);
  });

  test.each<[string, Record<string, unknown>]>([
    ['a root that leads elsewhere', { rootDirectory: 'nowhere' }],
    ['no root', { rootDirectory: null }],
    ['no SAS', { sasToken: undefined }],
    ['no eTag', { eTag: '' }],
    ['no id', { id: undefined }],
    ['no list', { blobs: null }],
    ['no count', { blobCount: undefined }],
    ['a count that is a text', { blobCount: '0' }],
  ])('without blobs is no fault, whatever else it has: %s', (_, changes) => {
    expect(manifestOf(changes, []).blobs).toEqual([]);
  });

  test('needs no id of its own, and its count may be a text', () => {
    expect(manifestOf({ id: undefined, blobCount: '2' }).facts).toMatchObject({ manifestId: '', blobCount: 2 });
    expect(manifestOf({ id: 'a:b' }).facts.manifestId).toBe('a:b');
  });

  test('may put all blobs under one partition value', () => {
    expect(manifestOf({}, ['a.gz', 'b.gz', 'c.gz']).blobs.map(({ partitionValue }) => partitionValue)).toEqual([
      'default',
      'default',
      'default',
    ]);
  });
});

describe('a manifest is refused', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['a text', 'manifest'],
    ['an empty object', {}],
    ['no eTag', manifestAnswer({ eTag: undefined })],
    ['an empty eTag', manifestAnswer({ eTag: '' })],
    ['half a surrogate pair in the eTag', manifestAnswer({ eTag: 'a\ud800' })],
    ['an endless eTag', manifestAnswer({ eTag: 'x'.repeat(5000) })],
    ['no root directory', manifestAnswer({ rootDirectory: null })],
    ['no SAS', manifestAnswer({ sasToken: null })],
    ['no blobs', manifestAnswer({ blobs: null })],
    ['a blob that is no object', manifestAnswer({ blobCount: 1, blobs: ['a.gz'] })],
    ['a blob without a name', manifestAnswer({ blobCount: 1, blobs: [{ partitionValue: 'default' }] })],
    ['a count below the number of blobs', manifestAnswer({ blobCount: 1 })],
    ['a count above the number of blobs', manifestAnswer({ blobCount: 3 })],
    ['no count', manifestAnswer({ blobCount: undefined })],
    ['a count that is a word', manifestAnswer({ blobCount: 'two' })],
    ['neither list nor count', { id: 'a', blobs: null, blobCount: null }],
    ['a count and no blobs', manifestAnswer({ blobCount: 1, blobs: [] })],
    [
      'a partition value too long for metadata',
      manifestAnswer({ blobCount: 1, blobs: [{ name: 'a', partitionValue: 'p'.repeat(257) }] }),
    ],
  ])('for %s', (_, answer) => {
    expect(codeFor(answer)).toBe('ManifestInvalid');
  });

  test.each([
    ['empty', ''],
    ['empty but for .gz', '.gz'],
    ['a slash', 'a/b.json.gz'],
    ['a backslash', 'a\\b.json.gz'],
    ['a leading slash', '/a.json.gz'],
    ['one dot', '.'],
    ['two dots', '..'],
    ['one dot once .gz is gone', '..gz'],
    ['two dots once .gz is gone', '...gz'],
    ['a trailing dot once .gz is gone', 'a..gz'],
    ['a trailing dot', 'a.json.'],
    ['the name of our own manifest', '_manifest.json'],
    ['the name of our own manifest, packed', '_manifest.json.gz'],
    ['a leading underscore', '_a.json.gz'],
    ['NUL', 'a\u0000.json.gz'],
    ['a newline', 'a\n.json.gz'],
    ['DEL', 'a\u007f.json.gz'],
    ['a C1 control', 'a\u0085.json.gz'],
    ['a character that no listing can hold', 'a\ufffe.json.gz'],
    ['half a surrogate pair', 'a\ud83d.json.gz'],
    ['more than a file name can be', `${'n'.repeat(513)}.gz`],
  ])('for a name that is or holds %s', (_, name) => {
    expect(codeForNames(name)).toBe('ManifestInvalid');
  });

  test.each([
    ['twice the same', ['a.json.gz', 'a.json.gz']],
    ['the same once .gz is gone', ['a.json.gz', 'a.json']],
    ['far apart', ['x.gz', ...Array.from({ length: 50 }, (_, index) => `${index}.gz`), 'x']],
  ])('for names that collide: %s', (_, names) => {
    expect(codeForNames(...names)).toBe('ManifestInvalid');
  });

  test('names that differ only in casing or normal form are different files', () => {
    expect(
      manifestOf({}, ['a.gz', 'A.gz', 'é.gz', 'e\u0301.gz', 'a.GZ']).blobs.map(({ fileName }) => fileName),
    ).toEqual(['a', 'A', 'é', 'e\u0301', 'a.GZ']);
  });

  test('when it lies elsewhere', () => {
    expect(codeFor(manifestAnswer({ rootDirectory: 'https://evil.example/c' }))).toBe('ForeignOrigin');
  });

  test('and its refusal ends the run as failed, without the SAS', () => {
    let thrown: unknown;
    try {
      readManifest(manifestAnswer({ blobCount: 9 }), SOURCE_HOSTS);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(StopError);
    expect((thrown as StopError).reason).toEqual({
      stop: 'failed',
      failure: {
        code: 'ManifestInvalid',
        message: 'The manifest cannot be right: blobCount is 9, but 2 blobs are listed.',
      },
    });
  });
});

test('only the end of a name says that it is packed, and only the beginning of a SAS is a question mark', () => {
  const { blobs, sasToken } = manifestOf({ sasToken: '?sv=1&x=a?b' }, ['a.gz', 'a.gz.b', 'b.gz.gz', 'agz']);
  expect(blobs.map(({ fileName }) => fileName)).toEqual(['a', 'a.gz.b', 'b.gz', 'agz']);
  expect(sasToken).toBe('sv=1&x=a?b');
  expect(manifestOf({ sasToken: 'sv=1&x=a?b' }).sasToken).toBe('sv=1&x=a?b');
});

describe('whatever names a manifest holds', () => {
  test('each accepted one becomes a file of its own, directly in its folder and with its text unchanged', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
      fc.constantFrom('a', 'a.gz', '.', '..', '_x', 'a/b', '%2e%2e', 'ä ö?#', 'x.json.gz'),
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), (names) => {
        let blobs: ReturnType<typeof manifestOf>['blobs'];
        try {
          blobs = manifestOf({}, names).blobs;
        } catch (error) {
          expect(error).toBeInstanceOf(StopError);
          return;
        }
        accepted++;
        expect(blobs.map((blob) => blob.name)).toEqual(names);
        const files = blobs.map(({ fileName }) => fileName);
        expect(new Set(files).size).toBe(names.length);
        for (const file of files) {
          expect(file).not.toMatch(/[/\\\p{Cc}]|^_|^$|^\.{1,2}$/u);
          expect(file.isWellFormed()).toBe(true);
        }
      }),
    );
    // About half of the lists are; of a hundred there may be fewer.
    expect(accepted).toBeGreaterThan(10);
  });

  test('it is read or refused, never anything else', () => {
    fc.assert(
      fc.property(fc.anything(), (answer) => {
        expect(['ManifestInvalid', 'ForeignOrigin']).toContain(codeFor(answer));
      }),
    );
  });
});

describe('the hash of the names', () => {
  test('does not depend on their order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), (names) => {
        expect(namesSha256([...names].reverse())).toBe(namesSha256(names));
      }),
    );
  });

  test('tells sets of names apart that would be one text when joined', () => {
    const sets = [[], [''], ['a,b'], ['a', 'b'], ['a"', '"b'], ['a","b'], ['ab'], ['b', 'b'], ['b']];
    expect(new Set(sets.map(namesSha256)).size).toBe(sets.length);
  });

  test('leaves the list as it was', () => {
    const names = ['b', 'a'];
    namesSha256(names);
    expect(names).toEqual(['b', 'a']);
  });
});
