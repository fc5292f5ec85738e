import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createDisplay } from '../../../local/cli/display.ts';
import { createQuietWatch } from '../../../local/cli/quiet.ts';
import type { ExportBody } from '../../../shared/api/exportBody.ts';

const RUNNING: ExportBody = {
  id: 'billed-usage-G000000001-full',
  request: { kind: 'billedUsage', invoiceId: 'G000000001', attributeSet: 'full', force: false },
  status: 'running',
  phase: 'waiting',
  progress: null,
  startedAt: null,
  updatedAt: '2026-11-21T00:00:00Z',
  endedAt: null,
  result: null,
  error: null,
  warnings: [],
  analysis: null,
};
const COPYING: ExportBody = {
  ...RUNNING,
  phase: 'copying',
  progress: { filesDone: 1, filesTotal: 4, bytes: 2 * 1024 * 1024, lines: 1234 },
};

/** Standard output as a pipe, or as a terminal of `columns`. */
function screen(columns?: number) {
  const written: string[] = [];
  const stream = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    }),
    columns === undefined ? {} : { isTTY: true, columns },
  );
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => written.join('') };
}

const TERMINAL_SEQUENCES = new RegExp(`(?:${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z])+`);

describe('a run of which nothing is heard', () => {
  test('is told once after a minute, with the place of the reason; any news begin the minute anew', () => {
    let nowMs = 0;
    const quiet = createQuietWatch(() => nowMs, '.local/host.log');
    const told: [number, string][] = [];
    for (; nowMs <= 180_000; nowMs += 20_000) {
      const hint = quiet(nowMs < 40_000 ? RUNNING : COPYING);
      if (hint !== undefined) told.push([nowMs, hint]);
    }
    const words = 'The log of the host, .local/host.log, says what is tried; Ctrl-C cancels the export.';
    expect(told).toEqual([[100_000, `No news for 1 min 0 s. ${words}`]]);
  });
});

describe('the progress of an export', () => {
  test('in a pipe is a line a phase, and one every five seconds of a long one', () => {
    const { stream, text } = screen();
    let nowMs = 0;
    const display = createDisplay(stream, () => nowMs);
    for (nowMs = 0; nowMs <= 5_000; nowMs += 1_000) display.show(RUNNING);
    display.show(COPYING);
    expect(text().split('\n')).toEqual([
      'waiting     for Microsoft Graph to prepare the data  0.0 s',
      'waiting     for Microsoft Graph to prepare the data  5.0 s',
      'copying     1/4 files  2.0 MiB  1,234 lines',
      '',
    ]);
  });

  test('on a terminal is one line that says how long it has waited, never wider than the terminal', () => {
    const { stream, text } = screen(30);
    let nowMs = 0;
    const display = createDisplay(stream, () => nowMs);
    nowMs = 12_300;
    display.show(RUNNING);
    display.show(COPYING);
    const lines = text().split(TERMINAL_SEQUENCES).filter(Boolean);
    expect(lines[0]).toMatch(/^\S waiting {5}for Mic +12\.3 s$/);
    expect(lines[1]).toMatch(/^\S copying {3,}█/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(30);
  });
});
