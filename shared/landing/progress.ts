import { BoundedMap } from '../boundedMap.ts';
import type { Clock } from '../clock.ts';
import { stateOf } from '../durable/exportInstance.ts';
import type { Instance } from '../durable/instances.ts';
import { type Known, mergedFigures } from '../export/figures.ts';
import type { ExportRun } from '../export/run.ts';
import { remember } from '../remember.ts';
import type { Landing } from './landing.ts';
import { landedFiles } from './versionListing.ts';

export interface Progress extends Known {
  filesDone: number;
  filesTotal: number;
}

/**
 * How much of a running export stands in the landing. An orchestrator that waits for a fan-out cannot report, so the
 * files are counted where they lie; a listing serves all who ask within some seconds.
 */
export interface ProgressCounter {
  count(instance: Instance, run: ExportRun): Promise<Progress | undefined>;
  /** What was counted last of this run, however long ago. */
  last(run: ExportRun): Progress | undefined;
}

const COUNT_LIFETIME_MS = 2_000;
/**
 * Counting may take one part in so many of the time, however often somebody asks: of 100,000 files it takes many
 * seconds.
 */
const COUNT_SHARE = 10;
/** Nobody takes a run for dead because its figures stand still. */
const LONGEST_LIFETIME_MS = 60_000;
const FOLDERS_KEPT = 64;

export function createProgressCounter(landing: Landing, clock: Clock): ProgressCounter {
  const counts = remember<Progress>({
    clock,
    most: FOLDERS_KEPT,
    lifetimeMs: (_, costMs) => Math.min(Math.max(COUNT_LIFETIME_MS, COUNT_SHARE * costMs), LONGEST_LIFETIME_MS),
  });
  const latest = new BoundedMap<string, Progress>(FOLDERS_KEPT);

  async function read(folder: string, filesTotal: number, runId: string | undefined): Promise<Progress> {
    const files = (await landedFiles(landing, folder)).filter((file) => runId === undefined || file.runId === runId);
    return { filesDone: files.length, filesTotal, ...mergedFigures(files) };
  }

  return {
    async count(instance, run) {
      const state = stateOf(instance);
      if (!state?.version) return undefined;
      const { phase, version } = state;
      // Of this phase: once all is copied, nobody wants to see a count of a second ago.
      const key = `${run.runId} ${phase} ${version.folder}`;
      return counts.get(key, async () => {
        // A forced run counts only what it has copied again itself.
        const counted = await read(version.folder, version.files, run.request.force ? run.runId : undefined);
        latest.set(run.runId, counted);
        return counted;
      });
    },

    last: ({ runId }) => latest.get(runId),
  };
}
