import { openApiDocument } from '../../shared/api/openapi.ts';
import { json, route } from './route.ts';

route('openapi', 'GET', 'openapi.json', async ({ apiUrl }) => json(200, openApiDocument(apiUrl)));
