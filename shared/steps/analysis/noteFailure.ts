import type { AnalysisKey, VersionEnd } from '../../analysis/analysisRun.ts';
import { readFiguresOf, writeFigures } from '../../analysis/figuresStore.ts';
import { readCommitted } from '../../landing/committed.ts';
import { exportFolder, manifestPath, versionFolder } from '../../landing/layout.ts';
import type { AnalysisServices } from './analysisContext.ts';
import { targetOf } from './target.ts';
import { writeUnread } from './writeUnread.ts';

/**
 * Keeps with the version that its analysis failed, so that it shows once its instance is forgotten, and is not tried again the same day. What stands of an
 * earlier analysis that was complete stays as it is.
 */
export async function noteFailure(services: AnalysisServices, run: AnalysisKey, end: VersionEnd): Promise<void> {
  const { landing, topic } = services;
  const { subject } = targetOf(services, run, end);
  const event = topic ? 'pending' : 'off';
  const standing = await readFiguresOf(landing, subject, end.version);
  if (standing?.document.state === 'done' && standing.document.run.id !== run.runId) return;
  if (standing && standing.document.groups !== null) {
    const document = { ...standing.document, state: end.state, warnings: end.warnings };
    await writeFigures(landing, standing.path, document, event);
    return;
  }
  const path = manifestPath(versionFolder(exportFolder(landing.prefix, subject), end.version));
  const committed = await readCommitted(landing, path);
  if (committed) await writeUnread(services, run, subject, committed, end.warnings);
}
