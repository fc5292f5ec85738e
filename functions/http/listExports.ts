import { describeExport } from '../../shared/api/describeExport.ts';
import { findExport } from '../../shared/api/findExport.ts';
import { pageOf, readListQuery } from '../../shared/api/listExports.ts';
import { mapBounded } from '../../shared/mapBounded.ts';
import { json, route } from './route.ts';

const LOOK_UPS_AT_ONCE = 8;

route('listExports', 'GET', 'exports', async ({ request, instances, services, apiUrl }) => {
  const given = Object.fromEntries(request.query);
  const query = readListQuery(given);
  const page = pageOf(await services.scan.all(instances), query);
  // A listing leaves out the inputs, and with them the requests.
  const value = await mapBounded(page.exports, LOOK_UPS_AT_ONCE, async ({ id }) => {
    const { instance, run } = await findExport(instances, services.scan, id);
    return describeExport(services, instance, run);
  });
  if (!page.continuationToken) return json(200, { value });

  const next = new URL(`${apiUrl}/exports`);
  for (const name of ['status', 'kind', 'top']) {
    if (given[name] !== undefined) next.searchParams.set(name, given[name]);
  }
  next.searchParams.set('continuationToken', page.continuationToken);
  return json(200, { value, nextLink: next.href });
});
