import { analysisInstanceId } from '../analysis/analysisRun.ts';
import { runOf } from '../durable/exportInstance.ts';
import type { Instances } from '../durable/instances.ts';
import { mapBounded } from '../mapBounded.ts';
import type { Services } from '../services.ts';
import { briefAnalysis } from './describeAnalysis.ts';
import { describeExport } from './describeExport.ts';
import type { ExportBody } from './exportBody.ts';
import { findPage, readListQuery } from './listExports.ts';

/** The answer of `GET /api/exports`. */
export interface ExportPageBody {
  value: ExportBody[];
  /** Where the next page is, if there is one. */
  nextLink?: string;
}

const LOOK_UPS_AT_ONCE = 8;
const ANALYSES = analysisInstanceId('');

/** One page of exports, newest first; `exportsUrl` is where the list itself is. */
export async function exportPage(
  services: Services,
  instances: Instances,
  given: Readonly<Record<string, string>>,
  exportsUrl: string,
): Promise<ExportPageBody> {
  const page = await findPage(services.scan, instances, readListQuery(given), services.clock.now());
  // A listing leaves out the inputs, and with them the requests.
  const found = await mapBounded(page.exports, LOOK_UPS_AT_ONCE, ({ id }) => instances.find(id));
  // What was purged since the scan is left out.
  const present = found.flatMap((instance) => {
    const run = instance && runOf(instance);
    return run ? [{ instance, run }] : [];
  });
  const analyses = present.length > 0 ? await instances.startingWith(ANALYSES, 'active') : [];
  const active = new Map(analyses.map((instance) => [instance.id, instance]));
  const value = await mapBounded(present, LOOK_UPS_AT_ONCE, async ({ instance, run }) =>
    describeExport(services, instance, run, await briefAnalysis(services, instance, active)),
  );
  if (!page.continuationToken) return { value };

  const next = new URL(exportsUrl);
  for (const name of ['status', 'kind', 'top']) {
    if (given[name] !== undefined) next.searchParams.set(name, given[name]);
  }
  next.searchParams.set('continuationToken', page.continuationToken);
  return { value, nextLink: next.href };
}
