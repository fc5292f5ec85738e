import {
  ANALYSES_ORCHESTRATOR,
  type Analyses,
  type AnalysesRun,
  analysesId,
  analysesSchema,
  type RefusedExport,
} from '../analysis/request.ts';
import { type Instances, isActive } from '../durable/instances.ts';
import { exportIdOf, subjectOfExportId } from '../export/exportId.ts';
import { BILLED_KINDS } from '../export/kinds.ts';
import { ATTRIBUTE_SETS, type ExportSubject, faultsOf, invoiceSubject } from '../export/request.ts';
import { readCommitted } from '../landing/committed.ts';
import { landedExports, onlyLanded } from '../landing/landedExports.ts';
import type { Landing } from '../landing/landing.ts';
import { readLatest } from '../landing/latest.ts';
import { analysisRequestPath, exportFolder } from '../landing/layout.ts';
import { updateJson } from '../landing/updateJson.ts';
import { mapBounded } from '../mapBounded.ts';
import { type AnalysesRequest, analysesRequestSchema } from '../schedule/analysesRequest.ts';
import { invoiceClass } from '../schedule/invoiceWindow.ts';
import type { Services } from '../services.ts';
import { ApiProblem } from './problem.ts';
import { invoicesOfRange } from './startBackfill.ts';

const READ_AT_ONCE = 8;

/** What would be analysed, and what has to be refused. */
export interface AnalysesPlan {
  id: string;
  exports: string[];
  refused: RefusedExport[];
}

export function readAnalysesRequest(body: unknown): AnalysesRequest {
  const parsed = analysesRequestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiProblem(400, 'InvalidRequest', 'The request is not valid; `errors` lists every fault.', {
    errors: faultsOf(parsed.error),
  });
}

type PlanServices = Pick<Services, 'partnerCenter' | 'settings' | 'analysis'>;

/** Finds out what is asked for. Nothing is started, and Microsoft Graph is not asked. */
export async function planAnalyses(services: PlanServices, request: AnalysesRequest): Promise<AnalysesPlan> {
  if (!services.settings.analysis.on) {
    throw new ApiProblem(409, 'AnalysisOff', 'ANALYSIS is off; what lands is not analysed.');
  }
  const { exports, from, to, all } = request;
  const id = analysesId(exports ? [...new Set(exports)].sort() : all ? 'all' : [from, to]);
  const plan = await exportsOf(services, request);
  if (plan.exports.length > 0) return { id, ...plan };
  const path = exports ? 'exports' : all ? 'all' : 'from';
  const errors = plan.refused.map((one) => ({ path, message: `${one.id}: ${one.message}` }));
  throw new ApiProblem(400, 'InvalidRequest', 'There is no export that can be analysed; `errors` says why.', {
    errors: errors.length > 0 ? errors : [{ path, message: 'nothing of it has landed' }],
  });
}

async function exportsOf(services: PlanServices, request: AnalysesRequest): Promise<Omit<AnalysesPlan, 'id'>> {
  const { landing } = services.analysis;
  if (request.all) return { exports: await landedExports(landing), refused: [] };
  if (request.exports) return namedExports(landing, [...new Set(request.exports)]);
  const invoiceIds = await invoicesOfRange(services, request.from ?? '', request.to ?? '');
  const subjects = invoiceIds
    .filter((invoiceId) => invoiceClass(invoiceId) === 'exportable')
    .flatMap((invoiceId) =>
      BILLED_KINDS.flatMap((kind) =>
        ATTRIBUTE_SETS.map((attributeSet): ExportSubject => invoiceSubject(kind, invoiceId, attributeSet)),
      ),
    );
  // Whoever names days means what there is of them: what has not landed is not missed here.
  const landed = (await onlyLanded(landing, subjects)).map(exportIdOf);
  // A kind without attribute sets has come once for each.
  return { exports: [...new Set(landed)], refused: [] };
}

async function namedExports(landing: Landing, ids: readonly string[]): Promise<Omit<AnalysesPlan, 'id'>> {
  const subjects = ids.flatMap((id) => subjectOfExportId(id) ?? []);
  const landed = new Set((await onlyLanded(landing, subjects)).map(exportIdOf));
  return {
    exports: ids.filter((id) => landed.has(id)),
    refused: ids
      .filter((id) => !landed.has(id))
      .map((id) => ({
        id,
        code: 'NotLanded' as const,
        message: subjectOfExportId(id) ? 'no version of this export has landed' : 'no id of an export',
      })),
  };
}

/** With how much there is to read, for a look at the bill before anything is started. */
export async function measureAnalyses(
  { analysis }: Pick<Services, 'analysis'>,
  { exports }: AnalysesPlan,
): Promise<{ id: string; lines: number; bytes: number }[]> {
  const { landing } = analysis;
  return mapBounded(exports, READ_AT_ONCE, async (id) => {
    const subject = subjectOfExportId(id);
    const latest = subject && (await readLatest(landing, exportFolder(landing.prefix, subject)));
    const totals = (latest && (await readCommitted(landing, latest.manifest)))?.manifest.totals;
    return { id, lines: totals?.lines ?? 0, bytes: totals?.bytes ?? 0 };
  });
}

/** Starts the analyses, or finds those of the same request that are running already. */
export async function startAnalyses(
  { analysis, clock }: Pick<Services, 'analysis' | 'clock'>,
  instances: Instances,
  { id, exports, refused }: AnalysesPlan,
): Promise<Analyses> {
  const { landing } = analysis;
  const path = analysisRequestPath(landing.prefix, id);
  const existing = await instances.find(id);
  if (existing && isActive(existing)) {
    const running = analysesSchema.safeParse((await landing.readJson(path))?.value);
    if (running.success) return running.data;
  }
  const startedAt = clock.now().toISOString();
  const analyses: Analyses = {
    schemaVersion: 1,
    id,
    startedAt,
    exports,
    refused,
    active: [],
    exportsDone: 0,
    failed: [],
  };
  await landing.ensureContainer();
  await updateJson(landing, path, () => analyses);
  const run: AnalysesRun = { id, startedAt, exportsTotal: exports.length, next: 0, active: [] };
  await instances.start(ANALYSES_ORCHESTRATOR, id, run);
  return analyses;
}
