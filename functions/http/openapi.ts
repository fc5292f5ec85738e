import { app } from '@azure/functions';
import { openApiDocument } from '../../shared/api/openapi.ts';
import { json } from './route.ts';

app.http('openapi', {
  methods: ['GET'],
  route: 'openapi.json',
  authLevel: 'function',
  handler: async (request) => json(200, openApiDocument(new URL('/api', request.url).href)),
});
