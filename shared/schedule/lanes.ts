import { type Instance, type Instances, isActive } from '../durable/instances.ts';
import { exportIdOf } from '../export/exportId.ts';
import type { ScheduledEnd, ScheduledExport } from './scheduledExport.ts';

/** The input of a lane: exports that run one after the other. */
export interface Lane {
  queue: ScheduledExport[];
  ended: ScheduledEnd[];
  /** The export that is under way, when this generation goes on where another one stopped. */
  watching?: { exportId: string; sinceMs: number };
}

/** How many exports the program runs at once by itself. */
export const LANES = 4;

/**
 * Instance ids of the lanes of a root: the root may be used again, and its lanes must not meet those of an earlier use.
 */
export function laneIds(rootId: string, now: Date, exports: number): string[] {
  const stem = `${rootId}~${now.getTime().toString(36)}`;
  return Array.from({ length: Math.min(LANES, exports) }, (_, lane) => `${stem}-${lane}`);
}

/** Root and time of birth of a lane, as its id says; undefined when the id is none of a lane. */
export function originOf(laneId: string): { rootId: string; bornMs: number } | undefined {
  const [, rootId = '', born = ''] = /^([^~]+)~([0-9a-z]+)-\d+$/.exec(laneId) ?? [];
  return rootId === '' ? undefined : { rootId, bornMs: Number.parseInt(born, 36) };
}

/** Two clocks, and times that are cut to whole seconds, may differ by this much. */
const SLACK_MS = 60_000;

/** Whether the root that this lane works for still wants it: it is active, and has not been started anew meanwhile. */
export function isWanted(root: Instance | undefined, laneId: string): boolean {
  const bornMs = originOf(laneId)?.bornMs ?? 0;
  return root !== undefined && isActive(root) && root.createdAt.getTime() <= bornMs + SLACK_MS;
}

/** What the lanes of a root know: how exports ended, and which are under way. */
export interface LaneNews {
  ended: Map<string, ScheduledEnd>;
  current: Set<string>;
}

/** Asks the lanes of this run of a root: a few reads, however many exports there are. */
export async function newsOfLanes(instances: Instances, root: Instance): Promise<LaneNews> {
  const ids = (await instances.startingWith(`${root.id}~`)).map(({ id }) => id);
  const own = ids.filter((id) => (originOf(id)?.bornMs ?? 0) >= root.createdAt.getTime() - SLACK_MS);
  const newest = Math.max(...own.map((id) => originOf(id)?.bornMs ?? 0));
  const lanes = await Promise.all(own.filter((id) => originOf(id)?.bornMs === newest).map((id) => instances.find(id)));
  const news: LaneNews = { ended: new Map(), current: new Set() };
  for (const lane of lanes) {
    if (!lane) continue;
    const { ended, queue, watching } = lane.input as Lane;
    const all = Array.isArray(lane.output) ? (lane.output as ScheduledEnd[]) : ended;
    for (const end of all) news.ended.set(end.exportId, end);
    const [next] = queue;
    const current = watching?.exportId ?? (next && exportIdOf(next.request));
    if (current && isActive(lane)) news.current.add(current);
  }
  return news;
}
