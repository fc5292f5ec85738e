import { crc32 } from 'node:zlib';
import type { ContainerClient } from '@azure/storage-blob';
import {
  ANALYSIS_ORCHESTRATOR,
  type AnalysisEnd,
  type AnalysisRun,
  analysisInstanceId,
} from '../../shared/analysis/analysisRun.ts';
import { bundlesOf, versionFiles } from '../../shared/analysis/bundles.ts';
import { type ChangesDocument, changesDocumentSchema, type FiguresDocument } from '../../shared/analysis/documents.ts';
import { readFiguresOf } from '../../shared/analysis/figuresStore.ts';
import { exportIdOf } from '../../shared/export/exportId.ts';
import type { ExportSubject } from '../../shared/export/request.ts';
import type { Step } from '../../shared/export/stop.ts';
import { parseTimestamp } from '../../shared/export/timestamp.ts';
import { readCommitted } from '../../shared/landing/committed.ts';
import type { Landing } from '../../shared/landing/landing.ts';
import { advanceLatest } from '../../shared/landing/latest.ts';
import { exportFolder, manifestPath, versionFolder, versionName } from '../../shared/landing/layout.ts';
import type { ManifestFile } from '../../shared/landing/manifestFile.ts';
import { analyseBundle } from '../../shared/steps/analysis/analyseBundle.ts';
import type { AnalysisContext } from '../../shared/steps/analysis/analysisContext.ts';
import { BUNDLES_A_GENERATION } from '../../shared/steps/analysis/bundleRecord.ts';
import { commitTable } from '../../shared/steps/analysis/commitTable.ts';
import { endAnalysis } from '../../shared/steps/analysis/endAnalysis.ts';
import { finishVersion } from '../../shared/steps/analysis/finishVersion.ts';
import { gatherBundles } from '../../shared/steps/analysis/gatherBundles.ts';
import { planAnalysis } from '../../shared/steps/analysis/planAnalysis.ts';
import { type FakeInstances, fakeInstances, instanceOf } from './fakeInstances.ts';
import { type MemoryBlobStore, memoryBlobStore } from './memoryBlobStore.ts';
import { createVirtualClock, type VirtualClock } from './virtualClock.ts';

/** A version to commit: its lines by file. */
export interface VersionOf {
  createdDateTime: string;
  files: Readonly<Record<string, string>>;
}

export interface AnalysisBed extends AnalysisContext {
  blobs: MemoryBlobStore;
  clock: VirtualClock;
  instances: FakeInstances;
  events: { type: string; subject: string; data: unknown }[];
  lines: [string, Record<string, unknown>][];
  metadata: Map<string, Record<string, string>>;
  /** Lands a version as a run would have; answers its name. */
  land(subject: ExportSubject, version: VersionOf): Promise<string>;
  /** What the orchestrator of an analysis does, without it. */
  analyse(subject: ExportSubject, options?: { again?: boolean; runId?: string }): Promise<AnalysisEnd>;
  figures(subject: ExportSubject, version: string): Promise<FiguresDocument>;
  changes(path: string): Promise<ChangesDocument>;
}

/** A landing over blobs in memory, so that documents and derived files are in one place. */
export function landingOver(blobs: MemoryBlobStore, metadata: Map<string, Record<string, string>>): Landing {
  const container = {
    containerName: 'billing',
    getBlobClient: (path: string) => ({ url: `https://a.example/billing/${path}` }),
  } as Partial<ContainerClient> as ContainerClient;
  const landing: Partial<Landing> = {
    container,
    prefix: 'p/',
    ensureContainer: async () => {},
    async readJson(path) {
      const stored = await blobs.get(path);
      if (!stored) return undefined;
      return { value: JSON.parse(stored.bytes.toString()), etag: stored.etag, metadata: metadata.get(path) ?? {} };
    },
    exists: async (path) => blobs.blobs.has(path),
    async writeJson(path, value, condition, more = {}) {
      const etag = await blobs.put(path, Buffer.from(JSON.stringify(value)), condition);
      if (etag !== undefined) metadata.set(path, more);
      return etag;
    },
    async setMetadata(path, more, etag) {
      if (blobs.blobs.get(path)?.etag === etag) metadata.set(path, more);
    },
    async folders(path) {
      const found = [...blobs.blobs.keys()]
        .filter((name) => name.startsWith(path) && name.indexOf('/', path.length) > 0)
        .map((name) => name.slice(0, name.indexOf('/', path.length) + 1));
      return [...new Set(found)].sort();
    },
  };
  return landing as Landing;
}

export function analysisBed(
  wanted: Partial<AnalysisContext['services']['analysis']> = {},
  { withTopic = true, hub }: { withTopic?: boolean; hub?: MemoryBlobStore } = {},
): AnalysisBed {
  const clock = createVirtualClock();
  const blobs = memoryBlobStore(() => clock.now());
  const metadata: AnalysisBed['metadata'] = new Map();
  const landing = landingOver(blobs, metadata);
  const instances = fakeInstances();
  const events: AnalysisBed['events'] = [];
  const lines: AnalysisBed['lines'] = [];
  const derived = {
    clock,
    landing,
    blobs,
    bundles: async (manifest: string) => {
      const committed = await readCommitted(landing, manifest);
      if (!committed) throw new Error(`no ${manifest}`);
      return bundlesOf(versionFiles(committed.manifest));
    },
    admit: <T>(_signal: AbortSignal, work: () => Promise<T>) => work(),
  };
  const write = (level: string) => (line: string) => lines.push([level, JSON.parse(line)]);
  const bed: AnalysisBed = {
    blobs,
    clock,
    instances,
    events,
    lines,
    metadata,
    guard: { assertCurrent: async () => {}, whileCurrent: (work) => work(new AbortController().signal) },
    log: { log: write('log'), warn: write('warn'), error: write('error') },
    services: {
      ...derived,
      analysis: { on: true, tables: true, focus: false, ...wanted },
      focus: { ...derived, isOn: wanted.focus ?? false, ...(hub ? { hub } : {}) },
      ...(withTopic ? { topic: { publish: async (event) => void events.push(event) } } : {}),
      metrics: { recordAnalysis: async () => {} },
    },
    land: (subject, version) => land(bed, subject, version),
    analyse: (subject, options) => analyse(bed, subject, options),
    async figures(subject, version) {
      const stored = await readFiguresOf(landing, subject, version);
      if (!stored) throw new Error(`no figures of ${version}`);
      return stored.document;
    },
    async changes(path) {
      return changesDocumentSchema.parse((await landing.readJson(path))?.value);
    },
  };
  return bed;
}

async function land(bed: AnalysisBed, subject: ExportSubject, { createdDateTime, files }: VersionOf): Promise<string> {
  const { landing } = bed.services;
  const eTag = `etag ${createdDateTime} ${Object.values(files).join().length}`;
  const version = versionName(parseTimestamp(createdDateTime) ?? 0n, eTag);
  const parent = exportFolder(landing.prefix, subject);
  const folder = versionFolder(parent, version);
  const entries = Object.entries(files).map(([name, text]) => ({
    name,
    partitionValue: 'default',
    bytes: Buffer.byteLength(text),
    lines: text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0),
    crc32: crc32(text).toString(16).padStart(8, '0'),
    source: { name: `${name}.gz`, bytes: 1, eTag: 'e', sha256: 'ab' },
  }));
  for (const [name, text] of Object.entries(files)) {
    await bed.blobs.put(`${folder}${name}`, Buffer.from(text), { always: true });
  }
  const sum = (key: 'bytes' | 'lines') => entries.reduce((total, file) => total + file[key], 0);
  const committedAt = bed.clock.now().toISOString();
  const manifest: ManifestFile = {
    schemaVersion: 1,
    export: { id: exportIdOf(subject), ...subject },
    source: {
      operationId: 'op',
      manifestId: 'm',
      eTag,
      createdDateTime,
      schemaVersion: '2',
      dataFormat: 'compressedJSON',
      partitionType: 'default',
      partnerTenantId: 't',
      blobCount: entries.length,
    },
    files: entries,
    totals: { files: entries.length, bytes: sum('bytes'), lines: sum('lines') },
    run: { id: 'run', startedAt: committedAt, committedAt, producer: 'partner-billing-export/1.1.0' },
  };
  const path = manifestPath(folder);
  await landing.writeJson(path, manifest, { ifAbsent: true });
  await advanceLatest(landing, parent, {
    schemaVersion: 1,
    version,
    manifest: path,
    eTag,
    createdDateTime,
    committedAt,
  });
  return version;
}

function unwrap<T>(step: Step<T>): T {
  if (step.stop !== undefined) throw new Error(JSON.stringify(step));
  return step;
}

async function analyse(
  bed: AnalysisBed,
  subject: ExportSubject,
  { again = false, runId = 'analysis-1' } = {},
): Promise<AnalysisEnd> {
  const exportId = exportIdOf(subject);
  const run: AnalysisRun = { exportId, runId, again };
  const key = { exportId, runId };
  const id = analysisInstanceId(exportId);
  bed.instances.byId.set(id, instanceOf({ id, orchestrator: ANALYSIS_ORCHESTRATOR, input: run }));
  let end: AnalysisEnd = {};
  for (let compared: string | undefined; ; ) {
    const { ended } = end;
    const plan = unwrap(
      await planAnalysis(bed, { run, ...(ended ? { ended } : {}), ...(compared ? { compared } : {}) }),
    );
    if (plan.ended) end = { ended: plan.ended };
    const { work } = plan;
    if (!work) break;
    for (let bundle = 0; bundle < work.bundles; bundle++) unwrap(await analyseBundle(bed, { run: key, work, bundle }));
    if (work.bundles > BUNDLES_A_GENERATION) {
      for (let first = 0; first < work.bundles; first += BUNDLES_A_GENERATION) {
        unwrap(await gatherBundles(bed, { run: key, work, first }));
      }
    }
    const finished = unwrap(await finishVersion(bed, { run: key, work }));
    if (work.figuresOnly) {
      compared = work.version;
      continue;
    }
    const { state } = finished.end;
    const committed =
      work.table && state === 'done' ? unwrap(await commitTable(bed, { run: key, work, ...finished })) : finished;
    end = { ended: committed.end };
  }
  await endAnalysis(bed, { run: key, end, startedAt: bed.clock.now().toISOString() });
  bed.instances.byId.set(id, instanceOf({ id, input: run, runtimeStatus: 'Completed', output: end }));
  return end;
}
