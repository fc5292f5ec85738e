import { randomUUID } from 'node:crypto';
import type { AnalysisKey, AnalysisWarning, AnalysisWork } from '../../analysis/analysisRun.ts';
import type { VersionFile } from '../../analysis/bundles.ts';
import { placeText } from '../../analysis/drift.ts';
import { type Figures, figuresJson } from '../../analysis/figures.ts';
import { createGroupFold } from '../../analysis/foldGroups.ts';
import { addNewValues, addSums } from '../../analysis/foldSums.ts';
import { CodedError } from '../../errors.ts';
import type { Step } from '../../export/stop.ts';
import type { BlobStore } from '../../landing/blobStore.ts';
import { dictionaryOf, tableColumns } from '../../lines/dictionary.ts';
import { type LineBatch, LineScanner } from '../../lines/lineScanner.ts';
import type { LineFault } from '../../lines/scanReport.ts';
import type { AnalysisContext, AnalysisServices } from './analysisContext.ts';
import { type BundleRecord, bundlePath, findRecord, keepRecord, workFolder } from './bundleRecord.ts';
import { writeTableFile } from './tableFile.ts';
import { type Target, targetOf } from './target.ts';

export interface BundleInput {
  run: AnalysisKey;
  work: AnalysisWork;
  bundle: number;
}

/**
 * Reads the files of a bundle once, as a stream: figures and groups of them go to the parts of the analysis, their rows to one Parquet file of the table. What is made
 * has names of its own attempt and counts when its record is kept; a repeated call finds the record and does nothing.
 */
export async function analyseBundle(
  { services, guard }: AnalysisContext,
  { run, work, bundle }: BundleInput,
): Promise<Step<{ rows: number }>> {
  await guard.assertCurrent();
  const { blobs } = services;
  const target = targetOf(services, run, work);
  const parts = workFolder(target.folder, run);
  const path = bundlePath(parts, bundle);
  const known = await findRecord(blobs, path);
  if (known) return { rows: known.figures.report.rows };

  const files = (await services.bundles(work.manifest))[bundle] ?? [];
  const made = await guard.whileCurrent((signal) =>
    services.admit(signal, () =>
      readBundle(services, { target, work, bundle, files, scratch: `${parts}${randomUUID()}/`, signal }),
    ),
  );
  await guard.assertCurrent();
  const kept = await keepRecord(blobs, path, made);
  return { rows: kept.figures.report.rows };
}

interface Reading {
  target: Target;
  work: AnalysisWork;
  bundle: number;
  files: readonly VersionFile[];
  scratch: string;
  signal: AbortSignal;
}

async function readBundle(services: AnalysisServices, reading: Reading): Promise<BundleRecord> {
  const { blobs } = services;
  const { target, work, bundle, files, scratch, signal } = reading;
  const { kind } = target.subject;
  const attributes = dictionaryOf(kind);
  const scanner = new LineScanner({ attributes, version: work.version });
  const groups = createGroupFold(target.family, tableColumns(kind), blobs, scratch);
  const figures: Figures = { report: scanner.report(), sums: new Map(), newValues: [] };
  const take = async (batch: LineBatch) => {
    addSums(figures.sums, attributes, batch);
    addNewValues(figures.newValues, attributes, batch);
    await groups.add(batch);
  };

  const folder = work.manifest.slice(0, work.manifest.lastIndexOf('/') + 1);
  const batches = batchesOf(blobs, scanner, folder, files, signal);
  const added = work.table ? await writeTableFile(services, { target, bundle, scanner, batches, take }) : undefined;
  // What the table does not take, the figures do.
  for await (const batch of batches) await take(batch);

  figures.report = scanner.report();
  const groupsFile = `${scratch}groups.ndjson`;
  await groups.write(groupsFile);
  const faults = faultsOf(figures.report.faults);
  return {
    figures: figuresJson(figures),
    groups: groupsFile,
    files: added && added.statistics.rows > 0 && faults.length === 0 ? [added] : [],
    faults,
  };
}

async function* batchesOf(
  blobs: BlobStore,
  scanner: LineScanner,
  folder: string,
  files: readonly VersionFile[],
  signal: AbortSignal,
): AsyncGenerator<LineBatch> {
  for (const { name, bytes } of files) {
    let readBytes = 0;
    scanner.beginFile(name);
    for await (const chunk of blobs.stream(`${folder}${name}`, signal)) {
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

/** The first of each kind. */
function faultsOf(faults: readonly LineFault[]): AnalysisWarning[] {
  const first = [
    faults.find(({ code }) => code === 'LineUnreadable'),
    faults.find(({ code }) => code === 'TableInexact'),
  ];
  return first.flatMap((fault) => (fault ? [{ code: fault.code, message: faultText(fault) }] : []));
}

function faultText(fault: LineFault): string {
  const where = placeText(fault);
  if (fault.code === 'TableInexact') return `${fault.column ?? 'An amount'} does not fit its column exactly ${where}.`;
  return fault.tooLong ? `A line is too long to be read ${where}.` : `A line is no JSON object ${where}.`;
}
