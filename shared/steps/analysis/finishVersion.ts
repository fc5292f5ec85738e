import { randomUUID } from 'node:crypto';
import type { AnalysisKey, AnalysisWarning, AnalysisWork, VersionEnd } from '../../analysis/analysisRun.ts';
import type { FiguresDocument } from '../../analysis/documents.ts';
import { type Drift, driftOf } from '../../analysis/drift.ts';
import { type Figures, sumsJson } from '../../analysis/figures.ts';
import { writeFigures } from '../../analysis/figuresStore.ts';
import { GROUP_FILES } from '../../analysis/groupForms.ts';
import { CodedError } from '../../errors.ts';
import { isBilled } from '../../export/kinds.ts';
import type { Step } from '../../export/stop.ts';
import { type CommittedVersion, readCommitted } from '../../landing/committed.ts';
import { figuresPath, groupsPath } from '../../landing/layout.ts';
import { PRODUCER } from '../../landing/manifestFile.ts';
import { dictionaryOf } from '../../lines/dictionary.ts';
import type { AnalysisContext } from './analysisContext.ts';
import { recordPaths, workFolder } from './bundleRecord.ts';
import { gatherRecords } from './gatherRecords.ts';
import { type Target, targetOf } from './target.ts';
import { writeChanges } from './writeChanges.ts';

export interface FinishInput {
  run: AnalysisKey;
  work: AnalysisWork;
}

/**
 * Makes figures, groups and changes of a version from what its bundles have left. `_figures.json` comes last and names the others; the table is still missing
 * in it.
 */
export async function finishVersion(
  context: AnalysisContext,
  { run, work }: FinishInput,
): Promise<Step<{ end: VersionEnd }>> {
  const { services, guard } = context;
  await guard.assertCurrent();
  const target = targetOf(services, run, work);
  const committed = await readCommitted(services.landing, work.manifest);
  if (!committed) throw new CodedError('LandingUnavailable', `${work.manifest} is gone; somebody else removed it.`);
  return guard.whileCurrent(async () => {
    const parts = workFolder(target.folder, run);
    const { figures, groups, faults } = await gatherRecords(services.blobs, recordPaths(parts, work));
    const groupsFile = groupsPath(target.folder, run.runId);
    await GROUP_FILES[target.family].merge(services.blobs, groupsFile, groups, `${parts}${randomUUID()}/`);
    const changes = work.figuresOnly
      ? null
      : await writeChanges(services, { target, committed, figures, groupsFile, scratch: `${parts}${randomUUID()}/` });
    const warnings = faults;
    const document = documentOf(target, committed, figures, {
      warnings,
      groups: groupsFile,
      changes,
      run: { id: run.runId, analysedAt: services.clock.now().toISOString(), producer: PRODUCER },
    });
    await guard.assertCurrent({ fresh: true });
    // Nobody waits for word of figures that were made for a comparison.
    const event = services.topic && !work.figuresOnly ? 'pending' : 'off';
    await writeFigures(services.landing, figuresPath(target.folder), document, event);
    return { end: { version: work.version, state: document.state, warnings } };
  });
}

function documentOf(
  target: Target,
  { version, path, manifest }: CommittedVersion,
  figures: Figures,
  rest: Pick<FiguresDocument, 'groups' | 'changes' | 'run'> & { warnings: AnalysisWarning[] },
): FiguresDocument {
  return {
    schemaVersion: 1,
    export: manifest.export,
    version,
    manifest: path,
    lines: manifest.totals.lines,
    rows: figures.report.rows,
    unreadable: figures.report.unreadable,
    sums: sumsJson(figures.sums),
    columns: columnsOf(figures),
    drift: driftOfVersion(target, figures),
    state: rest.warnings.length > 0 ? 'failed' : 'done',
    table: null,
    ...rest,
  };
}

/** In the order of the dictionary; attributes that it does not know behind. */
function columnsOf({ report }: Figures): FiguresDocument['columns'] {
  const known = report.columns.map(({ name, present, absent, types, mostDecimals }) => ({
    name,
    present,
    absent,
    types,
    ...(mostDecimals < 0 ? {} : { mostDecimals }),
  }));
  const unknown = report.unknown.map(({ name, lines }) => ({
    name,
    present: lines,
    absent: report.rows - lines,
    types: {},
  }));
  return [...known, ...unknown];
}

function driftOfVersion({ subject }: Target, figures: Figures): Drift[] {
  const { kind, attributeSet } = subject;
  // Of lines whose attributes nobody knows, none is new or lost.
  if (attributeSet === undefined) return [];
  return driftOf({ figures, attributes: dictionaryOf(kind), attributeSet, billed: isBilled(kind) });
}
