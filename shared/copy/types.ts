import type { BlockBlobClient } from '@azure/storage-blob';
import type { Counted } from '../export/figures.ts';

/** Where the compressed bytes come from. */
export interface BlobSource {
  /** Names the file in messages: no URL, no secret. */
  readonly name: string;
  /** The blob's URL with a SAS that is valid now. */
  url(signal: AbortSignal): Promise<string>;
  /** Called after the service refused `rejectedUrl` (401, 403); gives another URL or throws a `CodedError`. */
  renew(rejectedUrl: string, signal: AbortSignal): Promise<string>;
}

/** What was copied, proven against the checksums inside the gzip file, with all figures of the unpacked file. */
export interface CopyReceipt extends Counted {
  /** CRC-32 of the unpacked file, 8 lower-case hex digits. */
  readonly crc32: string;
  readonly source: {
    /** Of the compressed blob. */
    readonly bytes: number;
    /** As the service sent it, quotes included. */
    readonly eTag: string;
    /** SHA-256 of the compressed blob, 64 lower-case hex digits. */
    readonly sha256: string;
  };
}

export interface CopyRequest {
  readonly source: BlobSource;
  /**
   * Only its URL and credential are used: the engine sends through a pipeline of its own, because it does the retries.
   */
  readonly target: BlockBlobClient;
  readonly contentType: string;
  /**
   * Goes in with the commit. Two attempts at one file should give the same: it is how the slower one knows that the
   * file is already right.
   */
  metadata(receipt: CopyReceipt): Record<string, string>;
  /**
   * Whether a file that stands under this name already, with this metadata (keys in lower case), is to be replaced. If
   * not, it is as good as the copy, which ends well and leaves it. Default: replaced.
   */
  replaces?(standing: Record<string, string>): boolean;
  /** Runs once, before the first request to the landing. A throw ends the copy. */
  beforeFirstWrite?(): Promise<void>;
  /**
   * Runs right before each request that can make the file visible. A throw ends the copy and nothing becomes visible.
   */
  beforeCommit?(receipt: CopyReceipt): Promise<void>;
  readonly signal: AbortSignal;
}
