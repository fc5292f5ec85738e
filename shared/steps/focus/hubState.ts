import { z } from 'zod';
import { focusFolder } from '../../landing/layout.ts';
import { updateJson } from '../../landing/updateJson.ts';
import type { FocusServices } from './focusContext.ts';
import type { FocusMonth } from './focusMonth.ts';

const stateSchema = z.object({
  schemaVersion: z.literal(1),
  /** The ingestion that the hub's folder holds, and when its manifest was written. */
  loaded: z.object({ ingestion: z.string(), at: z.string() }).nullable(),
  /** What is to be loaded: files of this program, in their order, and where the partner's data belongs. */
  next: z.object({ ingestion: z.string(), partnerId: z.string(), files: z.array(z.string()) }).nullable(),
});

/** `_hub.json`: what of a month stands in the hub, and what is to. */
export type HubState = z.infer<typeof stateSchema>;

function statePath(prefix: string, { month, currency }: FocusMonth): string {
  return `${focusFolder(prefix, month, currency)}_hub.json`;
}

export async function readHubState({ landing }: FocusServices, key: FocusMonth): Promise<HubState> {
  const stored = await landing.readJson(statePath(landing.prefix, key));
  return stateSchema.safeParse(stored?.value).data ?? { schemaVersion: 1, loaded: null, next: null };
}

export async function changeHubState(
  { landing }: FocusServices,
  key: FocusMonth,
  change: Partial<HubState>,
): Promise<void> {
  await updateJson(landing, statePath(landing.prefix, key), (stored) => ({
    schemaVersion: 1,
    loaded: null,
    next: null,
    ...stateSchema.safeParse(stored).data,
    ...change,
  }));
}
