import { createHash } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import {
  BlobServiceClient,
  type BlockBlobClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  type UserDelegationKey,
} from '@azure/storage-blob';
import { gzipped } from '../data/content.ts';
import type { Snapshot } from './snapshot.ts';

export interface SourceStore {
  /** Makes the files of a snapshot that are not there yet. Repeated calls share the work. */
  ensure(snapshot: Snapshot): Promise<void>;
  /** `rootDirectory` of its manifest. */
  rootDirectory(snapshot: Snapshot): string;
  /** A token for reading and listing, without a leading question mark; it holds from now on. */
  mintSas(snapshot: Snapshot, lifetimeSeconds: number): Promise<string>;
  /** Removes the files, as happens when a snapshot is replaced. */
  remove(snapshot: Snapshot): Promise<void>;
  /**
   * Gives up what is being made: it would otherwise try on for a while after the account is gone, and keep the process
   * alive.
   */
  stop(): Promise<void>;
}

export interface SourceStoreOptions {
  /** Blob endpoint of the source account. */
  accountUrl: string;
  accountName: string;
  credential: TokenCredential;
}

/** The version that real tokens of this service carry. */
const SAS_VERSION = '2021-08-06';
const SKEW_MS = 60_000;
/**
 * The account is on this machine: what does not work at once and a moment later is broken, and whoever waits for it
 * wants to hear so.
 */
const TRIES = 3;
const DELEGATION_KEY_MS = 24 * 3_600_000;

/**
 * Microsoft's storage account: private containers, read through user-delegation tokens as in production. No account key
 * is involved.
 */
export function createSourceStore({ accountUrl, accountName, credential }: SourceStoreOptions): SourceStore {
  const service = new BlobServiceClient(accountUrl, credential, { retryOptions: { maxTries: TRIES } });
  const ensured = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let delegation: { key: Promise<UserDelegationKey>; goodUntilMs: number } | undefined;

  /** Its end bounds that of every token made with it, so a new one is asked for in good time. */
  function delegationKey(untilMs: number): Promise<UserDelegationKey> {
    if (delegation === undefined || delegation.goodUntilMs < untilMs) {
      const goodUntilMs = Math.max(untilMs, Date.now() + DELEGATION_KEY_MS);
      const key = service.getUserDelegationKey(new Date(Date.now() - SKEW_MS), new Date(goodUntilMs));
      delegation = { key, goodUntilMs };
      key.catch(() => {
        delegation = undefined;
      });
    }
    return delegation.key;
  }

  return {
    ensure: (snapshot) => {
      const id = `${snapshot.container}/${snapshot.manifestId}`;
      const running = ensured.get(id) ?? makeMissing(service, snapshot, stopping.signal);
      ensured.set(id, running);
      running.catch(() => ensured.delete(id));
      return running;
    },
    rootDirectory: ({ container, directory }) => `${accountUrl}/${container}/${directory}`,
    mintSas: async ({ container }, lifetimeSeconds) => {
      const expiresAtMs = Date.now() + lifetimeSeconds * 1000;
      const sas = generateBlobSASQueryParameters(
        {
          containerName: container,
          permissions: ContainerSASPermissions.parse('rl'),
          startsOn: new Date(Date.now() - SKEW_MS),
          expiresOn: new Date(expiresAtMs),
          protocol: SASProtocol.Https,
          version: SAS_VERSION,
        },
        await delegationKey(expiresAtMs),
        accountName,
      );
      return sas.toString();
    },
    remove: async (snapshot) => {
      ensured.delete(`${snapshot.container}/${snapshot.manifestId}`);
      const container = service.getContainerClient(snapshot.container);
      await Promise.all(snapshot.blobs.map(({ name }) => container.deleteBlob(`${snapshot.directory}/${name}`)));
    },
    stop: async () => {
      stopping.abort();
      await Promise.allSettled(ensured.values());
    },
  };
}

async function makeMissing(service: BlobServiceClient, snapshot: Snapshot, abortSignal: AbortSignal): Promise<void> {
  const container = service.getContainerClient(snapshot.container);
  await container.createIfNotExists({ abortSignal });
  const present = new Set<string>();
  for await (const { name } of container.listBlobsFlat({ prefix: `${snapshot.directory}/`, abortSignal })) {
    present.add(name);
  }
  // One after the other: packing is bound by the processor, which others want, too.
  for (const { name, ...content } of snapshot.blobs) {
    const path = `${snapshot.directory}/${name}`;
    if (!present.has(path)) {
      const packed = gzipped({ subject: snapshot.subject, ...content }, snapshot.members);
      await upload(container.getBlockBlobClient(path), packed, abortSignal);
    }
  }
}

const BLOCK_BYTES = 8 * 1024 * 1024;

/** A file is visible only when whole: one Put Blob, or blocks and a commit. The MD5 spares Azurite its slow CRC64. */
async function upload(blob: BlockBlobClient, content: AsyncIterable<Buffer>, abortSignal: AbortSignal): Promise<void> {
  const blockIds: string[] = [];
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const takeAll = () => {
    const body = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    return body;
  };
  const stage = async () => {
    const block = takeAll();
    const id = Buffer.from(String(blockIds.length).padStart(6, '0')).toString('base64');
    await blob.stageBlock(id, block, block.length, {
      transactionalContentMD5: createHash('md5').update(block).digest(),
      abortSignal,
    });
    blockIds.push(id);
  };
  for await (const chunk of content) {
    abortSignal.throwIfAborted();
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes >= BLOCK_BYTES) {
      await stage();
    }
  }
  if (blockIds.length === 0) {
    const body = takeAll();
    await blob.upload(body, body.length, { abortSignal });
    return;
  }
  await stage();
  await blob.commitBlockList(blockIds, { abortSignal });
}
