import { briefAnalysis } from '../../shared/api/describeAnalysis.ts';
import { describeExport } from '../../shared/api/describeExport.ts';
import { findPage, readListQuery } from '../../shared/api/listExports.ts';
import { runOf } from '../../shared/durable/exportInstance.ts';
import { mapBounded } from '../../shared/mapBounded.ts';
import { json, queryOf, route } from './route.ts';

const LOOK_UPS_AT_ONCE = 8;

route('listExports', 'GET', 'exports', async ({ request, instances, services, apiUrl }) => {
  const given = queryOf(request);
  const query = readListQuery(given);
  const page = await findPage(services.scan, instances, query, services.clock.now());
  // A listing leaves out the inputs, and with them the requests.
  const found = await mapBounded(page.exports, LOOK_UPS_AT_ONCE, ({ id }) => instances.find(id));
  // What was purged since the scan is left out.
  const present = found.flatMap((instance) => {
    const run = instance && runOf(instance);
    return run ? [{ instance, run }] : [];
  });
  const active = new Map((await services.scan.active(instances)).map((instance) => [instance.id, instance]));
  const value = await mapBounded(present, LOOK_UPS_AT_ONCE, async ({ instance, run }) =>
    describeExport(services, instance, run, await briefAnalysis(services, instance, active)),
  );
  if (!page.continuationToken) return json(200, { value });

  const next = new URL(`${apiUrl}/exports`);
  for (const name of ['status', 'kind', 'top']) {
    if (given[name] !== undefined) next.searchParams.set(name, given[name]);
  }
  next.searchParams.set('continuationToken', page.continuationToken);
  return json(200, { value, nextLink: next.href });
});
