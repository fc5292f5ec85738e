import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { bytesText, countText, durationText } from './format.ts';

/** Shows a run while it goes on. */
export interface Display {
  show(body: ExportBody): void;
  /** Writes a line for good. */
  say(line: string): void;
  end(): void;
}

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
      const waited = body.progress ? '' : durationText(nowMs() - startedMs);
      const line = `${spinner[frame]} ${summary(body, rate(body), true)}  ${waited}`;
      stream.write(line.trimEnd().slice(0, Math.max(20, stream.columns - 1)));
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
  return {
    show(body) {
      const phase = body.phase ?? body.status;
      const bytesPerSecond = rate(body);
      if (phase === shown.phase && nowMs() - shown.atMs < PLAIN_LINE_EVERY_MS) return;
      shown = { phase, atMs: nowMs() };
      stream.write(`${summary(body, bytesPerSecond, false).trimEnd()}\n`);
    },
    say: (line) => stream.write(`${line}\n`),
    end: () => {},
  };
}

function summary({ phase, status, progress }: ExportBody, bytesPerSecond: number, bar: boolean): string {
  const words = [(phase ?? status).padEnd(10)];
  if (progress) {
    const { filesDone, filesTotal, bytes, lines } = progress;
    if (bar) words.push(barOf(filesDone / Math.max(1, filesTotal)));
    words.push(`${filesDone}/${filesTotal} files`, bytesText(bytes), `${countText(lines)} lines`);
    if (bytesPerSecond > 0) words.push(`${bytesText(bytesPerSecond)}/s`);
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
