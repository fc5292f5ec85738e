import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import type { Phase } from '../../shared/export/run.ts';
import { bytesText, countText, durationText } from './format.ts';

/** Shows a run while it goes on. */
export interface Display {
  show(body: ExportBody): void;
  /** Writes a line for good. */
  say(line: string): void;
  end(): void;
}

/** What a run does, or waits for, that has nothing to count yet. */
const DOING: Record<Phase | 'queued', string> = {
  queued: 'for a free place in the host',
  submitting: 'the request to Microsoft Graph',
  waiting: 'for Microsoft Graph to prepare the data',
  copying: 'the list of files',
  committing: 'the manifest of the version',
  notifying: 'the event',
  analysing: 'figures and tables',
};
const BAR_CELLS = 24;
const PLAIN_LINE_EVERY_MS = 5_000;

/** A line that is drawn over and over on a terminal; a line now and then anywhere else. */
export function createDisplay(stream: NodeJS.WriteStream, nowMs: () => number): Display {
  return stream.isTTY ? liveDisplay(stream, nowMs) : plainDisplay(stream, nowMs);
}

function liveDisplay(stream: WriteStream, nowMs: () => number): Display {
  const rate = createRate(nowMs);
  const spinner = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
  const startedMs = nowMs();
  let frame = 0;
  const wipe = () => {
    clearLine(stream, 0);
    cursorTo(stream, 0);
  };
  return {
    show(body) {
      frame = (frame + 1) % spinner.length;
      wipe();
      const waited = body.progress ? '' : `  ${durationText(nowMs() - startedMs)}`;
      const line = `${spinner[frame]} ${summary(body, rate(body), true)}`;
      const columns = Math.max(20, stream.columns - 1);
      // How long it takes must not fall off a narrow terminal.
      stream.write(line.slice(0, columns - waited.length).trimEnd() + waited);
    },
    say(line) {
      wipe();
      stream.write(`${line}\n`);
    },
    end: wipe,
  };
}

function plainDisplay(stream: NodeJS.WriteStream, nowMs: () => number): Display {
  const rate = createRate(nowMs);
  let shown = { phase: '', atMs: Number.NEGATIVE_INFINITY };
  const startedMs = nowMs();
  return {
    show(body) {
      const phase = body.phase ?? body.status;
      const bytesPerSecond = rate(body);
      if (phase === shown.phase && nowMs() - shown.atMs < PLAIN_LINE_EVERY_MS) return;
      shown = { phase, atMs: nowMs() };
      const waited = body.progress ? '' : `  ${durationText(nowMs() - startedMs)}`;
      stream.write(`${summary(body, bytesPerSecond, false)}${waited}\n`);
    },
    say: (line) => stream.write(`${line}\n`),
    end: () => {},
  };
}

function summary({ phase, status, progress }: ExportBody, bytesPerSecond: number, bar: boolean): string {
  const doing = phase ?? (status === 'queued' ? status : undefined);
  const words = [(phase ?? status).padEnd(10)];
  if (progress) {
    const { filesDone, filesTotal, bytes, lines } = progress;
    if (bar) words.push(barOf(filesDone / Math.max(1, filesTotal)));
    words.push(`${filesDone}/${filesTotal} files`, bytesText(bytes), `${countText(lines)} lines`);
    if (bytesPerSecond > 0) words.push(`${bytesText(bytesPerSecond)}/s`);
  } else if (doing) {
    words.push(DOING[doing]);
  }
  return words.join('  ');
}

function barOf(share: number): string {
  const full = Math.round(share * BAR_CELLS);
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}

/** Bytes a second since the first byte was seen. */
function createRate(nowMs: () => number): (body: ExportBody) => number {
  let first: { bytes: number; atMs: number } | undefined;
  return ({ progress }) => {
    if (!progress) return 0;
    first ??= { bytes: progress.bytes, atMs: nowMs() };
    const seconds = (nowMs() - first.atMs) / 1000;
    return seconds < 0.5 ? 0 : (progress.bytes - first.bytes) / seconds;
  };
}
