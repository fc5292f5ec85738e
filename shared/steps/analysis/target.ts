import type { AnalysisKey, AnalysisWork } from '../../analysis/analysisRun.ts';
import { familyOf, type LineFamily } from '../../analysis/groupForms.ts';
import { CodedError } from '../../errors.ts';
import { subjectOfExportId } from '../../export/exportId.ts';
import type { ExportSubject } from '../../export/request.ts';
import { analysisFolder } from '../../landing/layout.ts';
import type { AnalysisServices } from './analysisContext.ts';

/** What a step of an analysis works on, from the ids that it is given. */
export interface Target {
  subject: ExportSubject;
  family: LineFamily;
  /** Of what the analysis makes of the version. */
  folder: string;
}

export function targetOf(
  { landing }: Pick<AnalysisServices, 'landing'>,
  { exportId }: AnalysisKey,
  { version }: Pick<AnalysisWork, 'version'>,
): Target {
  const subject = subjectOfExportId(exportId);
  if (!subject) throw new CodedError('NotLanded', `${exportId} is no export.`);
  return { subject, family: familyOf(subject.kind), folder: analysisFolder(landing.prefix, subject, version) };
}
