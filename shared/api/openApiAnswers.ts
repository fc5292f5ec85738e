import { count, ref, type Schema, text } from './openApiWords.ts';

export const jsonContent = (schema: Schema) => ({ 'application/json': { schema } });
export const answer = (description: string, schema: Schema, headers: Record<string, object> = {}) => ({
  description,
  ...(Object.keys(headers).length > 0 ? { headers } : {}),
  content: jsonContent(schema),
});
export const location = {
  Location: { description: 'Where to look how far it is.', required: true, schema: { type: 'string', format: 'uri' } },
};
export const retryAfter = (required: boolean) => ({
  'Retry-After': { description: 'Seconds until it is worth while to look again.', required, schema: count },
});
export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});
export const idParameter = { name: 'id', in: 'path', required: true, schema: text };
export const query = (name: string, schema: Schema) => ({ name, in: 'query', required: false, schema });
export const always = {
  401: { description: 'The function key is missing or wrong. Azure answers this, without a problem.' },
  500: problem('InternalError: the log has the reason'),
};
export const everywhere = {
  ...always,
  503: problem(
    'SettingsInvalid: the settings are not usable; LandingUnavailable, LandingForbidden: the landing is not',
  ),
};

/** The one, and of the other what was asked for. */
export const including = (schema: Schema, more: Schema): Schema => ({ anyOf: [schema, { allOf: [schema, more] }] });
