import type { Clock } from '../clock.ts';
import type { BlobSource } from '../copy/types.ts';
import { CodedError, ThrottledError } from '../errors.ts';
import { UNKNOWN_OPERATION_GRACE_MS } from '../export/patience.ts';
import { StopError } from '../export/stop.ts';
import { remember } from '../remember.ts';
import { CALL_PATIENCE } from '../wire/retry.ts';
import { unlessAborted } from '../wire/timeLimit.ts';
import type { BillingApi } from './billingApi.ts';
import { type Manifest, type ManifestBlob, readManifest } from './manifest.ts';
import type { ManifestPlace } from './operation.ts';
import { blobUrl } from './sourceOrigin.ts';

/**
 * The way to the blobs of one operation. Holds the SAS in memory, so nothing of this may be stored, logged or returned
 * by an activity.
 */
export interface SourceAccess {
  /**
   * Keeps what a poll brought along, so that the step after it need not ask again. What cannot be used is left for that
   * step to find.
   */
  adopt(operationId: string, place: ManifestPlace): void;
  /**
   * The manifest of a finished operation: asked for once per operation and process, and again shortly before its SAS
   * expires. With `eTag` it must be the snapshot that was planned, else `SnapshotMoved`.
   */
  manifest(operationId: string, eTag?: string): Promise<Manifest>;
  /**
   * Where one blob of the planned snapshot is, with a SAS that is valid now. `SnapshotMoved` when the manifest has no
   * such blob any more.
   */
  blob(operationId: string, eTag: string, blobName: string): Promise<SignedBlob>;
  /** After storage refused this URL: another one. `SourceForbidden` when the service hands out the same SAS again. */
  renew(operationId: string, eTag: string, refused: SignedBlob): Promise<SignedBlob>;
}

export interface SignedBlob {
  blob: ManifestBlob;
  /** Secret: ends in the SAS. */
  url: string;
}

/**
 * One blob of the planned snapshot, as the copy reads it. What is asked of Graph is shared with other copies, and goes
 * on when one of them is aborted.
 */
export function blobSource(
  source: Pick<SourceAccess, 'blob' | 'renew'>,
  operationId: string,
  eTag: string,
  blob: ManifestBlob,
): BlobSource {
  return {
    name: blob.name,
    url: async (signal) => (await unlessAborted(signal, source.blob(operationId, eTag, blob.name))).url,
    renew: async (url, signal) => (await unlessAborted(signal, source.renew(operationId, eTag, { blob, url }))).url,
  };
}

interface Entry {
  manifest: Manifest;
  blobsByName: ReadonlyMap<string, ManifestBlob>;
  refreshAtMs: number;
}

/** Renewed this long before `se`, or a fifth of the lifetime when it is short. */
const RENEWAL_MARGIN_MS = 5 * 60_000;
/** A service that answers the same, nearly expired SAS again must not be asked for every blob. */
const SHORTEST_REFRESH_MS = 15_000;
/** Without a readable `se` the SAS is taken for short-lived. */
const UNKNOWN_LIFETIME_MS = 10 * 60_000;
const OPERATIONS_KEPT = 16;
/**
 * About a quarter of a kilobyte each. The four lanes of scheduled exports have room for 100,000 each; beyond it the
 * oldest is asked for again.
 */
const BLOBS_KEPT = 400_000;
/** Between two looks for what the service does not know everywhere yet. */
const UNKNOWN_PAUSE_MS = 10_000;

export function createSourceAccess(api: BillingApi, sourceHosts: readonly string[], clock: Clock): SourceAccess {
  const entries = remember<Entry>({
    clock,
    most: OPERATIONS_KEPT,
    weight: { of: ({ manifest }) => manifest.blobs.length, most: BLOBS_KEPT },
    lifetimeMs: ({ refreshAtMs }) => refreshAtMs - clock.now().getTime(),
  });

  const { load, entryOf } = entryLoader(api, sourceHosts, clock);
  const current = (operationId: string) => entries.get(operationId, () => load(operationId));

  return {
    adopt(operationId, place) {
      if ('inline' in place) entries.renew(operationId, async () => entryOf(place.inline)).catch(() => {});
    },

    async manifest(operationId, eTag) {
      const entry = await current(operationId);
      if (eTag !== undefined) assertSnapshot(entry, eTag);
      return entry.manifest;
    },

    async blob(operationId, eTag, blobName) {
      return signed(await current(operationId), eTag, blobName);
    },

    async renew(operationId, eTag, refused) {
      const known = current(operationId);
      const before = signed(await known, eTag, refused.blob.name);
      if (before.url !== refused.url) return before;
      const after = signed(await entries.renew(operationId, () => load(operationId), known), eTag, refused.blob.name);
      if (after.url !== refused.url) return after;
      throw new CodedError(
        'SourceForbidden',
        `Storage refused ${JSON.stringify(refused.blob.name)} (403), and the service hands out the same SAS again.`,
      );
    },
  };
}

function signed(entry: Entry, eTag: string, blobName: string): SignedBlob {
  assertSnapshot(entry, eTag);
  const blob = entry.blobsByName.get(blobName);
  if (!blob) throw new CodedError('SnapshotMoved', `The manifest no longer lists ${JSON.stringify(blobName)}.`);
  return { blob, url: `${blobUrl(entry.manifest.rootDirectory, blob.name)}?${entry.manifest.sasToken}` };
}

/** Asks the service for what leads to the blobs of an operation. */
function entryLoader(api: BillingApi, sourceHosts: readonly string[], clock: Clock) {
  /**
   * An operation that was seen finished, or its manifest, may be unknown or unfinished to the server that is asked
   * next: this is waited out like a 404 right after the POST, because the price of giving up is a new operation.
   */
  async function load(operationId: string): Promise<Entry> {
    const untilMs = clock.now().getTime() + UNKNOWN_OPERATION_GRACE_MS;
    for (;;) {
      const found = await look(operationId);
      if ('entry' in found) return found.entry;
      const { what, retryAfterMs = 0 } = found;
      if (retryAfterMs > CALL_PATIENCE.longestWaitMs) {
        throw new ThrottledError(`${what}, and the service asks to wait before the next look.`, retryAfterMs);
      }
      const pauseMs = Math.max(UNKNOWN_PAUSE_MS, retryAfterMs);
      if (clock.now().getTime() + pauseMs > untilMs) {
        throw new CodedError(
          'OperationVanished',
          `${what} when it is asked for again, and that did not pass within 2 minutes.`,
        );
      }
      await clock.sleep(pauseMs);
    }
  }

  async function look(operationId: string): Promise<{ entry: Entry } | { what: string; retryAfterMs?: number }> {
    const operation = await api.operation(operationId);
    if (operation.stop) throw new StopError(operation);
    if (operation.state !== 'succeeded') {
      const { state, retryAfterMs } = operation;
      return { what: `The finished operation is ${state}`, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
    const fetched = await api.manifest(operation.manifest);
    if (fetched.stop) throw new StopError(fetched);
    if ('manifest' in fetched) return { entry: entryOf(fetched.manifest) };
    return { ...fetched, what: 'The manifest of the finished operation is unknown (404)' };
  }

  function entryOf(answer: unknown): Entry {
    const manifest = readManifest(answer, sourceHosts);
    const nowMs = clock.now().getTime();
    return {
      manifest,
      blobsByName: new Map(manifest.blobs.map((blob) => [blob.name, blob])),
      refreshAtMs: refreshTime(sasExpiryMs(manifest.sasToken), nowMs),
    };
  }

  return { load, entryOf };
}

function assertSnapshot({ manifest }: Entry, eTag: string): void {
  if (manifest.facts.eTag !== eTag) {
    throw new CodedError(
      'SnapshotMoved',
      'The operation now names another snapshot than the one that was planned (its eTag changed).',
    );
  }
}

function refreshTime(expiryMs: number | undefined, nowMs: number): number {
  const lifetimeMs = Math.max(0, (expiryMs ?? nowMs + UNKNOWN_LIFETIME_MS) - nowMs);
  const marginMs = Math.min(RENEWAL_MARGIN_MS, lifetimeMs / 5);
  return nowMs + Math.max(SHORTEST_REFRESH_MS, lifetimeMs - marginMs);
}

/**
 * The signed expiry `se` of a SAS token. The lifetime seen is one hour, documented are twelve: it is read, never
 * assumed.
 */
export function sasExpiryMs(sasToken: string): number | undefined {
  const expiry = new URLSearchParams(sasToken).get('se');
  const time = expiry === null ? Number.NaN : Date.parse(expiry);
  return Number.isNaN(time) ? undefined : time;
}
