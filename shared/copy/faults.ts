/**
 * Outcomes of one attempt at a file that a fresh attempt may heal; the engine counts them and turns the last one into a
 * code.
 */

/** The source is no longer the blob that this attempt began to read. */
export class SourceChanged extends Error {
  override readonly name = 'SourceChanged';
}

/** The bytes are not the gzip file that they should be. */
export class GzipFault extends Error {
  override readonly name = 'GzipFault';
}

/** Staged blocks have vanished: another attempt at the same file has committed in between. */
export class BlocksGone extends Error {
  override readonly name = 'BlocksGone';
}

/**
 * The file to be made visible is not in the state that its writer had seen: absent, or exactly the one to be replaced.
 */
export class FileStands extends Error {
  override readonly name = 'FileStands';
}
