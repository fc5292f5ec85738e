import { describeExport } from '../../shared/api/describeExport.ts';
import { pageOf, readListQuery } from '../../shared/api/listExports.ts';
import { json, route } from './route.ts';

route('listExports', 'GET', 'exports', async ({ request, instances, services, apiUrl }) => {
  const given = Object.fromEntries(request.query);
  const query = readListQuery(given);
  const page = pageOf(await services.scan.all(instances), query);
  const value = await Promise.all(page.exports.map(({ instance, run }) => describeExport(services, instance, run)));
  if (!page.continuationToken) return json(200, { value });

  const next = new URL(`${apiUrl}/exports`);
  for (const name of ['status', 'kind', 'top']) {
    if (given[name] !== undefined) next.searchParams.set(name, given[name]);
  }
  next.searchParams.set('continuationToken', page.continuationToken);
  return json(200, { value, nextLink: next.href });
});
