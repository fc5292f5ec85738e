import { randomUUID } from 'node:crypto';
import { writeSorted } from '../../analysis/sortedFiles.ts';
import { createSpill } from '../../analysis/spill.ts';
import { CodedError } from '../../errors.ts';
import type { Step } from '../../export/stop.ts';
import { RowMapper } from '../../focus/rowMapper.ts';
import type { Batch } from '../../lines/batch.ts';
import { dictionaryOf } from '../../lines/dictionary.ts';
import { type LineBatch, LineScanner } from '../../lines/lineScanner.ts';
import { DIFFERENCE_FORM } from './differenceForm.ts';
import type { FocusContext, FocusServices } from './focusContext.ts';
import { writeRows } from './focusFiles.ts';
import { attemptFolder, type FocusAttempt, type FocusPlan, partOf, readPlan } from './focusPlan.ts';
import { type FocusRecord, findRecord, keepRecord, recordPath } from './focusRecord.ts';

export interface PartInput {
  attempt: FocusAttempt;
  part: number;
}

/** Makes the rows of one bundle of a landed version: read once, as a stream. A repeated call finds the record and does nothing. */
export async function writeFocusPart({ services }: FocusContext, { attempt, part }: PartInput): Promise<Step<object>> {
  const { blobs, landing } = services;
  const path = recordPath(landing.prefix, attempt, part);
  if (await findRecord(blobs, path)) return {};
  const plan = await readPlan(services, attempt);
  const made = await services.admit(new AbortController().signal, () => makePart(services, plan, attempt, part));
  await keepRecord(blobs, path, made);
  return {};
}

/** Lines that cannot all become rows: then nothing of the month is replaced. */
class Unfit extends Error {}

async function makePart(
  services: FocusServices,
  plan: FocusPlan,
  attempt: FocusAttempt,
  part: number,
): Promise<FocusRecord> {
  const { source } = partOf(plan, part);
  const { blobs, landing } = services;
  const scratch = `${attemptFolder(landing.prefix, attempt)}${randomUUID()}/`;
  const groups = createSpill(blobs, scratch, DIFFERENCE_FORM);
  const mapper = new RowMapper(source, attempt.month, part, groups.held);
  const scanner = new LineScanner({ attributes: dictionaryOf(source.kind), version: source.landed.version });
  async function* rows(): AsyncGenerator<Batch> {
    for await (const batch of batchesOf(services, scanner, plan, part)) {
      assertFit(scanner, source.landed.manifestPath);
      yield* mapper.map(batch);
      await groups.relieve();
    }
    assertFit(scanner, source.landed.manifestPath);
  }
  try {
    const written = await writeRows(services, attempt, part, rows());
    const { partnerId } = mapper;
    const differences = `${scratch}differences.ndjson`;
    if (source.reconciled) await writeSorted(blobs, differences, groups.drain(), DIFFERENCE_FORM);
    return {
      ...written,
      figures: mapper.figures(),
      ...(source.reconciled ? { differences } : {}),
      ...(partnerId === '' ? {} : { partnerId }),
    };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return { files: [], hubFiles: [], figures: mapper.figures(), fault: error.message };
  }
}

async function* batchesOf(
  { blobs, bundles }: FocusServices,
  scanner: LineScanner,
  plan: FocusPlan,
  part: number,
): AsyncGenerator<LineBatch> {
  const { source, bundle } = partOf(plan, part);
  const { manifestPath } = source.landed;
  const folder = manifestPath.slice(0, manifestPath.lastIndexOf('/') + 1);
  for (const { name, bytes } of (await bundles(manifestPath))[bundle] ?? []) {
    let readBytes = 0;
    scanner.beginFile(name);
    for await (const chunk of blobs.stream(`${folder}${name}`)) {
      readBytes += chunk.length;
      yield* scanner.scan(chunk);
    }
    yield* scanner.endFile();
    if (readBytes !== bytes) {
      const message = `${folder}${name} has ${readBytes} bytes, not ${bytes} as its manifest says; it was changed by somebody else.`;
      throw new CodedError('LandingUnavailable', message);
    }
  }
  yield* scanner.finish();
}

function assertFit(scanner: LineScanner, manifestPath: string): void {
  const [fault] = scanner.report().faults;
  if (!fault) return;
  const what = fault.code === 'TableInexact' ? 'an amount does not fit its column exactly' : 'a line cannot be read';
  throw new Unfit(`${manifestPath}: ${what}, ${fault.file} line ${fault.line}.`);
}
