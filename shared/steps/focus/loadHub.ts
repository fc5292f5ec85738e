import { CodedError } from '../../errors.ts';
import type { Step } from '../../export/stop.ts';
import { HUB_MANIFEST, HUB_MANIFEST_TEXT, HUB_PAUSE_MS, hubFile, hubFolder, isOlder } from '../../focus/hubFolder.ts';
import type { BlobStore } from '../../landing/blobStore.ts';
import type { FocusContext } from './focusContext.ts';
import type { FocusMonth } from './focusMonth.ts';
import { changeHubState, type HubState, readHubState } from './hubState.ts';

const PARQUET = 'application/vnd.apache.parquet';

/** Either there is nothing left to load, or so long is to be waited before. */
export type HubLook = { waitMs: number };

/**
 * Puts a month into the hub: its new files, then the older ones away, then the manifest, at which the hub looks at the folder. A crash before that leaves the
 * hub with what it has, and the next try begins anew: what is there by its name is whole.
 */
export async function loadHub(context: FocusContext, key: FocusMonth): Promise<Step<HubLook>> {
  const { services } = context;
  const { hub, clock } = services;
  const { next, loaded } = await readHubState(services, key);
  if (!hub || !next || next.ingestion === loaded?.ingestion || next.files.length === 0) return { waitMs: 0 };
  const sinceMs = loaded ? clock.now().getTime() - Date.parse(loaded.at) : HUB_PAUSE_MS;
  if (sinceMs >= 0 && sinceMs < HUB_PAUSE_MS) return { waitMs: HUB_PAUSE_MS - sinceMs };
  await saidOfTheHub(() => load(services.blobs, hub, key, next));
  await changeHubState(services, key, { loaded: { ingestion: next.ingestion, at: clock.now().toISOString() } });
  for (const path of next.files) await services.blobs.remove(path);
  return { waitMs: 0 };
}

async function load(
  blobs: BlobStore,
  hub: BlobStore,
  { month, currency }: FocusMonth,
  { ingestion, partnerId, files }: NonNullable<HubState['next']>,
): Promise<void> {
  const folder = hubFolder(month, partnerId, currency);
  const there = new Set<string>();
  for await (const { path } of hub.list(folder)) there.add(path);
  for (const [number, file] of files.entries()) {
    const path = hubFile(folder, ingestion, number);
    if (!there.has(path)) await hub.putStream(path, blobs.stream(file), PARQUET);
  }
  for (const path of there) if (isOlder(path, folder, ingestion)) await hub.remove(path);
  await hub.put(`${folder}${HUB_MANIFEST}`, Buffer.from(HUB_MANIFEST_TEXT), { always: true }, 'application/json');
}

/** What the hub's storage refuses is not to be told as if it were the landing. */
async function saidOfTheHub(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const code = error.code === 'LandingForbidden' ? 'HubForbidden' : 'HubUnavailable';
    throw new CodedError(code, `The container of the FinOps hub: ${error.message}`, { cause: error });
  }
}
