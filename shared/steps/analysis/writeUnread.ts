import type { AnalysisKey, AnalysisWarning } from '../../analysis/analysisRun.ts';
import type { FiguresDocument } from '../../analysis/documents.ts';
import { writeFigures } from '../../analysis/figuresStore.ts';
import type { ExportSubject } from '../../export/request.ts';
import type { CommittedVersion } from '../../landing/committed.ts';
import { analysisFolder, figuresPath } from '../../landing/layout.ts';
import { PRODUCER } from '../../landing/manifestFile.ts';
import type { AnalysisServices } from './analysisContext.ts';

/** Remembers of a version that it is not read at all, so that the same program does not come back to it every day. */
export async function writeUnread(
  { landing, clock, topic }: AnalysisServices,
  run: AnalysisKey,
  subject: ExportSubject,
  { version, path, manifest }: CommittedVersion,
  warnings: AnalysisWarning[],
): Promise<void> {
  const document: FiguresDocument = {
    schemaVersion: 1,
    export: manifest.export,
    version,
    manifest: path,
    lines: manifest.totals.lines,
    rows: 0,
    unreadable: 0,
    sums: [],
    columns: [],
    drift: [],
    state: 'failed',
    warnings,
    groups: null,
    changes: null,
    table: null,
    run: { id: run.runId, analysedAt: clock.now().toISOString(), producer: PRODUCER },
  };
  const target = figuresPath(analysisFolder(landing.prefix, subject, version));
  await writeFigures(landing, target, document, topic ? 'pending' : 'off');
}
