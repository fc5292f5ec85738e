import type { AnalysisKey, AnalysisWarning, AnalysisWork, VersionEnd } from '../../analysis/analysisRun.ts';
import { readFiguresOf, writeFigures } from '../../analysis/figuresStore.ts';
import { CodedError } from '../../errors.ts';
import type { Step } from '../../export/stop.ts';
import { parseTimestamp } from '../../export/timestamp.ts';
import { readCommitted } from '../../landing/committed.ts';
import { readLatest } from '../../landing/latest.ts';
import { exportFolder, partitionOf, tableFolder } from '../../landing/layout.ts';
import { tableColumns } from '../../lines/dictionary.ts';
import { logLine } from '../../log.ts';
import { type CommitEnd, commitPartition } from '../../tables/delta/commitPartition.ts';
import type { AnalysisContext } from './analysisContext.ts';
import { recordPaths, workFolder } from './bundleRecord.ts';
import { gatherRecords } from './gatherRecords.ts';
import { type Target, targetOf } from './target.ts';

export interface CommitTableInput {
  run: AnalysisKey;
  work: AnalysisWork;
  end: VersionEnd;
}

/** Lets the table show this version, if it is still the one that `_latest.json` names, and writes down where it stands. */
export async function commitTable(
  context: AnalysisContext,
  { run, work, end }: CommitTableInput,
): Promise<Step<{ end: VersionEnd }>> {
  const { services, guard, log } = context;
  const { landing, blobs, clock } = services;
  await guard.assertCurrent({ fresh: true });
  const target = targetOf(services, run, work);
  const { files } = await gatherRecords(blobs, recordPaths(workFolder(target.folder, run), work));
  const table = tableFolder(landing.prefix, target.subject.kind, target.subject.attributeSet);
  const committed = await commitPartition(blobs, clock, {
    table,
    columns: tableColumns(target.subject.kind),
    partition: partitionOf(target.subject),
    files,
    // A repeated step is the same attempt: it adds the same files.
    attempt: `${run.runId}/${work.version}`,
    source: await sourceOf(context, run, work),
    isCurrent: () => isLatest(context, target, work),
  });
  const after = await noteCommit(context, target, work, { committed, table, end });
  if (committed.kind === 'committed' && committed.checkpointFailure !== undefined) {
    log.warn(logLine('checkpointNotMade', { exportId: run.exportId, message: committed.checkpointFailure }));
  }
  return { end: after };
}

async function sourceOf({ services }: AnalysisContext, { exportId }: AnalysisKey, { version, manifest }: AnalysisWork) {
  const committed = await readCommitted(services.landing, manifest);
  const ticks = parseTimestamp(committed?.manifest.source.createdDateTime ?? '') ?? 0n;
  return { appId: exportId, order: Number(ticks / 10_000n), tags: { LandingVersion: version } };
}

async function isLatest({ services, guard }: AnalysisContext, { subject }: Target, work: AnalysisWork) {
  // An entry of the log cannot be taken back.
  await guard.assertCurrent({ fresh: true });
  const latest = await readLatest(services.landing, exportFolder(services.landing.prefix, subject));
  return latest?.version === work.version;
}

/** Adds to `_figures.json` where the table stands, or why this version is not in it. */
async function noteCommit(
  { services }: AnalysisContext,
  { subject }: Target,
  work: AnalysisWork,
  { committed, table, end }: { committed: CommitEnd; table: string; end: VersionEnd },
): Promise<VersionEnd> {
  if (committed.kind === 'superseded') return end;
  const stored = await readFiguresOf(services.landing, subject, work.version);
  if (!stored) throw new CodedError('LandingUnavailable', `The figures of ${work.version} are gone.`);
  const warnings: AnalysisWarning[] =
    committed.kind === 'foreign'
      ? [...end.warnings, { code: 'TableForeign', message: `${table} is left alone: ${committed.reason}.` }]
      : end.warnings;
  const state = warnings.length > 0 ? 'failed' : 'done';
  const shown =
    committed.kind === 'committed' ? { path: table, version: committed.version, rows: committed.rows } : null;
  const document = { ...stored.document, state, warnings, table: shown } as const;
  await writeFigures(services.landing, stored.path, document, services.topic ? 'pending' : 'off');
  return { ...end, state, warnings };
}
