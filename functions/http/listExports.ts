import { exportPage } from '../../shared/api/exportPage.ts';
import { json, queryOf, route } from './route.ts';

route('listExports', 'GET', 'exports', async ({ request, instances, services, apiUrl }) =>
  json(200, await exportPage(services, instances, queryOf(request), `${apiUrl}/exports`)),
);
