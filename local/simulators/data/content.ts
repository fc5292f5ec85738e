import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { aggregatedLines } from './aggregatedLines.ts';
import { ledgerReconciliationLines } from './ledgerReconciliation.ts';
import { ledgerUsageLines } from './ledgerUsage.ts';
import { reconciliationLines } from './reconciliationLines.ts';
import { isUsage, ledgerSubjectOf, type Subject } from './subject.ts';
import { usageLines } from './usageLines.ts';

const CHUNK_CHARACTERS = 256 * 1024;
/** Level 6, one member: what Spark writes. */
const LEVEL = 6;

export interface ContentOptions {
  subject: Subject;
  /** Same seed, same lines. */
  seed: string;
  /** The file ends with the first line that reaches this; 0 makes it empty. */
  unpackedBytes: number;
  /** The lines of the invoice's ledger that this file holds, instead of any lines up to a size. */
  share?: LedgerShare | undefined;
}

/** Lines `from` up to `to` of the `lines` that a file of the invoice has in all. */
export interface LedgerShare {
  from: number;
  to: number;
  lines: number;
}

/** The unpacked file in chunks of whole lines: UTF-8, LF, no BOM, a newline at the end. Memory does not grow with the file. */
export function* lineChunks({ subject, seed, unpackedBytes, share }: ContentOptions): Generator<Buffer, void, void> {
  const ledger = ledgerSubjectOf(subject);
  if (ledger && share) {
    const lines = isUsage(subject.kind) ? ledgerUsageLines : ledgerReconciliationLines;
    yield* joined(lines(subject, ledger, share));
    return;
  }
  const nextLine = lineMaker(subject, seed);
  let produced = 0;
  while (produced < unpackedBytes) {
    let text = '';
    let bytes = 0;
    // Counted line by line, so that the size of the file does not depend on that of the chunks.
    while (text.length < CHUNK_CHARACTERS && produced + bytes < unpackedBytes) {
      const line = nextLine();
      text += line;
      bytes += Buffer.byteLength(line);
    }
    produced += bytes;
    yield Buffer.from(text);
  }
}

function lineMaker(subject: Subject, seed: string): () => string {
  if (subject.kind === 'billedAggregatedUsage') return aggregatedLines(subject, seed);
  return isUsage(subject.kind) ? usageLines(subject, seed) : reconciliationLines(subject, seed);
}

/** Lines in chunks of many. */
function* joined(lines: Iterable<string>): Generator<Buffer, void, void> {
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length >= CHUNK_CHARACTERS) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

/** Packs a file as `members` gzip members of about equal length, one after the other; a member may begin in the middle of a line. */
export async function* gzipped(options: ContentOptions, members = 1): AsyncGenerator<Buffer, void, void> {
  const chunks = cutAt(lineChunks(options), Math.ceil(options.unpackedBytes / members));
  for (let member = 1; member <= members; member += 1) {
    const isLast = member === members;
    yield* Readable.from(section(chunks, isLast)).pipe(createGzip({ level: LEVEL })) as AsyncIterable<Buffer>;
  }
}

const CUT = Symbol('end of a member');

/** The chunks with a mark after every `everyBytes` bytes. */
function* cutAt(chunks: Iterable<Buffer>, everyBytes: number): Generator<Buffer | typeof CUT, void, void> {
  let room = everyBytes;
  for (const chunk of chunks) {
    let rest = chunk;
    while (rest.length >= room) {
      yield rest.subarray(0, room);
      yield CUT;
      rest = rest.subarray(room);
      room = everyBytes;
    }
    yield rest;
    room -= rest.length;
  }
}

/** The next member's bytes; the last member takes all that is left. `next` and not `for of`, which would close the generator at a cut. */
function* section(chunks: Iterator<Buffer | typeof CUT, void, void>, isLast: boolean): Generator<Buffer, void, void> {
  for (let item = chunks.next(); !item.done; item = chunks.next()) {
    if (item.value !== CUT) {
      yield item.value;
    } else if (!isLast) {
      return;
    }
  }
}
