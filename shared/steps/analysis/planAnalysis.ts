import type { AnalysisKey, AnalysisWarning, AnalysisWork, VersionEnd } from '../../analysis/analysisRun.ts';
import { assertReadable, type VersionFile } from '../../analysis/bundles.ts';
import { readFiguresOf, type StoredFigures } from '../../analysis/figuresStore.ts';
import { isComplete, wantsTable } from '../../analysis/verdict.ts';
import { versionBefore } from '../../analysis/versions.ts';
import { CodedError } from '../../errors.ts';
import { subjectOfExportId } from '../../export/exportId.ts';
import type { ExportSubject } from '../../export/request.ts';
import type { Step } from '../../export/stop.ts';
import { type CommittedVersion, readCommitted } from '../../landing/committed.ts';
import { readLatest } from '../../landing/latest.ts';
import { exportFolder } from '../../landing/layout.ts';
import { PRODUCER } from '../../landing/manifestFile.ts';
import type { AnalysisContext, AnalysisServices } from './analysisContext.ts';
import { writeUnread } from './writeUnread.ts';

export interface PlanInput {
  run: AnalysisKey & { again: boolean };
  /** What this analysis has done with the version that it analysed last. */
  ended?: VersionEnd;
  /** The version whose figures were to be made for a comparison, however that ended. */
  compared?: string;
}

/** What is to be done next; neither when nothing is left to do. */
export interface Plan {
  work?: AnalysisWork;
  /** The version that `_latest.json` names is complete already, or cannot be read. */
  ended?: VersionEnd;
}

/** Looks at what `_latest.json` names now, and decides what is missing of it. */
export async function planAnalysis(
  { services, guard }: AnalysisContext,
  { run, ended, compared }: PlanInput,
): Promise<Step<Plan>> {
  await guard.assertCurrent();
  const { landing } = services;
  const subject = subjectOfExportId(run.exportId);
  const latest = subject && (await readLatest(landing, exportFolder(landing.prefix, subject)));
  if (!subject || !latest || latest.version === ended?.version) return {};
  const committed = await readCommitted(landing, latest.manifest);
  // Its raw version was deleted: what was made of it stays.
  if (!committed) return {};

  const standing = await readFiguresOf(landing, subject, committed.version);
  if (!run.again && isComplete(standing?.document, wanted(services, subject))) {
    return { ended: untouched(committed.version, standing) };
  }
  const { tables: table } = wanted(services, subject);
  const work = await workOn(services, committed, { figuresOnly: false, table });
  if ('warning' in work) {
    const warnings = [work.warning];
    await writeUnread(services, run, subject, committed, warnings);
    return { ended: { version: committed.version, state: 'failed', warnings } };
  }
  const before = await versionBefore(landing, subject, committed);
  if (before && before.version !== compared && !(await hasGroups(services, subject, before))) {
    const first = await workOn(services, before, { figuresOnly: true, table: false });
    if (!('warning' in first)) return { work: first };
  }
  return { work };
}

function wanted({ analysis }: AnalysisServices, { kind }: ExportSubject) {
  return { tables: wantsTable(analysis, kind), producer: PRODUCER };
}

function untouched(version: string, standing: StoredFigures | undefined): VersionEnd {
  const { state = 'done', warnings = [] } = standing?.document ?? {};
  return { version, state, warnings, untouched: true };
}

async function workOn(
  services: AnalysisServices,
  { version, path }: CommittedVersion,
  how: Pick<AnalysisWork, 'figuresOnly' | 'table'>,
): Promise<AnalysisWork | { warning: AnalysisWarning }> {
  const bundles = await services.bundles(path);
  const files: VersionFile[] = bundles.flat();
  try {
    assertReadable(files);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'AnalysisTooLarge') {
      return { warning: { code: error.code, message: error.message } };
    }
    throw error;
  }
  return { version, manifest: path, bundles: bundles.length, next: 0, ...how };
}

/** Whether a version can be compared with. */
async function hasGroups(
  { landing }: AnalysisServices,
  subject: ExportSubject,
  { version }: CommittedVersion,
): Promise<boolean> {
  const groups = (await readFiguresOf(landing, subject, version))?.document.groups ?? null;
  return groups !== null && (await landing.exists(groups));
}
