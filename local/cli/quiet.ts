import type { ExportBody } from '../../shared/api/exportBody.ts';
import { durationText } from './format.ts';

/** Longer than any step of a healthy export stays without news but the service's own work. */
const QUIET_MS = 60_000;

/** Notices a run of which nothing has been heard for long: answers, once each time, where the reason can be read. */
export function createQuietWatch(
  nowMs: () => number,
  logFile: string | undefined,
): (body: ExportBody) => string | undefined {
  let last = { seen: '', atMs: nowMs(), told: false };
  return ({ status, phase, progress }) => {
    const seen = JSON.stringify([status, phase, progress]);
    if (seen !== last.seen) last = { seen, atMs: nowMs(), told: false };
    const quietMs = nowMs() - last.atMs;
    if (last.told || quietMs < QUIET_MS) return undefined;
    last.told = true;
    const where = logFile === undefined ? 'The log of the server' : `The log of the host, ${logFile},`;
    return `No news for ${durationText(quietMs)}. ${where} says what is tried; Ctrl-C cancels the export.`;
  };
}
