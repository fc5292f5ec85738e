import { createHash } from 'node:crypto';
import { z } from 'zod';
import { failed, StopError } from '../export/stop.ts';
import { assertSourceAllowed } from './sourceOrigin.ts';

/** One blob of a manifest and the name its unpacked bytes get in the landing. */
export interface ManifestBlob {
  name: string;
  /** `name` without `.gz`. */
  fileName: string;
  partitionValue: string;
  /** Position in the manifest, from 0. */
  index: number;
}

/** What a manifest says about itself: safe to store, none of it opens anything. */
export interface ManifestFacts {
  manifestId: string;
  eTag: string;
  /** As written by the service; may be unreadable. */
  createdDateTime: string;
  schemaVersion: string;
  dataFormat: string;
  partitionType: string;
  partnerTenantId: string;
  blobCount: number;
}

export interface Manifest {
  facts: ManifestFacts;
  blobs: ManifestBlob[];
  /** https URL without a trailing slash and without SAS. */
  rootDirectory: string;
  /** Secret. Without a leading `?`. */
  sasToken: string;
}

const MOST_TEXT_CHARACTERS = 1024;
const text = z
  .string()
  .max(MOST_TEXT_CHARACTERS)
  .refine((value) => value.isWellFormed(), 'holds half a surrogate pair');
const loose = z
  .union([text, z.number().transform(String)])
  .nullish()
  .transform((value) => value ?? '');

/** Goes into the metadata of a blob, which holds 8 KiB in all. */
const MOST_PARTITION_CHARACTERS = 256;

const count = z.union([
  z.number().int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);

/** The whole list is proven by `blobCount`; of the rest only what is used is demanded. */
const manifestSchema = z.looseObject({
  id: loose,
  eTag: text.min(1),
  createdDateTime: loose,
  schemaVersion: loose,
  dataFormat: loose,
  partitionType: loose,
  partnerTenantId: loose,
  rootDirectory: z.string().max(4 * MOST_TEXT_CHARACTERS),
  sasToken: z.string().max(4 * MOST_TEXT_CHARACTERS),
  blobCount: count,
  blobs: z.array(
    z.looseObject({
      name: text,
      partitionValue: loose.refine((value) => value.length <= MOST_PARTITION_CHARACTERS, 'is too long'),
    }),
  ),
});

/** Nothing to copy: a list that is empty, or none where the count is 0. Of all else nothing is needed then. */
const emptySchema = z
  .looseObject({ blobCount: count.nullish(), blobs: z.array(z.unknown()).nullish() })
  .refine(({ blobCount, blobs }) => (blobs?.length ?? 0) === 0 && (blobCount ?? 0) === 0)
  .refine(({ blobCount, blobs }) => blobs || blobCount === 0);

const EMPTY: Manifest = {
  facts: {
    manifestId: '',
    eTag: '',
    createdDateTime: '',
    schemaVersion: '',
    dataFormat: '',
    partitionType: '',
    partnerTenantId: '',
    blobCount: 0,
  },
  blobs: [],
  rootDirectory: '',
  sasToken: '',
};

/**
 * Reads a manifest. What varies between documents and data is accepted; what cannot be right is refused
 * (`ManifestInvalid`, `ForeignOrigin`), because a manifest that is half understood loses lines.
 */
export function readManifest(answer: unknown, sourceHosts: readonly string[]): Manifest {
  if (emptySchema.safeParse(answer).success) return EMPTY;
  const parsed = manifestSchema.safeParse(answer);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`${issue?.path.map(String).join('.') || 'manifest'}: ${issue?.message ?? 'not readable'}`);
  }
  const { blobs, rootDirectory, sasToken, id, ...rest } = parsed.data;
  if (rest.blobCount !== blobs.length) {
    throw invalid(`blobCount is ${rest.blobCount}, but ${blobs.length} blobs are listed`);
  }
  const { eTag, createdDateTime, schemaVersion, dataFormat, partitionType, partnerTenantId, blobCount } = rest;
  return {
    facts: {
      manifestId: id,
      eTag,
      createdDateTime,
      schemaVersion,
      dataFormat,
      partitionType,
      partnerTenantId,
      blobCount,
    },
    blobs: namedBlobs(blobs),
    rootDirectory: assertSourceAllowed(rootDirectory, sourceHosts),
    sasToken: sasToken.replace(/^\?/, ''),
  };
}

/**
 * One hash for the set of blob names, whatever their order: a re-read manifest is recognised by it without sending the
 * names around.
 */
export function namesSha256(names: Iterable<string>): string {
  return createHash('sha256')
    .update(JSON.stringify([...names].sort()))
    .digest('hex');
}

function namedBlobs(blobs: readonly { name: string; partitionValue: string }[]): ManifestBlob[] {
  const taken = new Map<string, string>();
  return blobs.map(({ name, partitionValue }, index) => {
    const fileName = name.replace(/\.gz$/, '');
    const fault = nameFault(fileName);
    if (fault) throw invalid(`blob ${index} has the name ${JSON.stringify(name)}, which ${fault}`);
    const other = taken.get(fileName);
    if (other !== undefined) {
      throw invalid(`the blobs ${JSON.stringify(other)} and ${JSON.stringify(name)} would become the same file`);
    }
    taken.set(fileName, name);
    return { name, fileName, partitionValue, index };
  });
}

const MOST_NAME_CHARACTERS = 512;

/**
 * Why a file of this name could leave its folder, hide, collide with our own files or not be stored under its name at
 * all.
 */
function nameFault(fileName: string): string | undefined {
  if (fileName === '') return 'is empty';
  if (fileName.length > MOST_NAME_CHARACTERS) return `is longer than ${MOST_NAME_CHARACTERS} characters`;
  if (/[/\\]/.test(fileName)) return 'holds a slash';
  // U+FFFE and U+FFFF cannot stand in the XML of a blob listing.
  if (/[\p{Cc}\uFFFE\uFFFF]/u.test(fileName)) return 'holds a control character';
  // Storage drops trailing dots of a path segment, so that "a." would land as "a"; this covers "." and ".." too.
  if (fileName.endsWith('.')) return 'ends with a dot';
  if (fileName.startsWith('_')) return 'begins with an underscore, which is kept for files of this program';
  return undefined;
}

function invalid(what: string): StopError {
  return new StopError(failed('ManifestInvalid', `The manifest cannot be right: ${what}.`));
}
