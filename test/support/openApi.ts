import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Header {
  required?: boolean;
  schema: object;
}

interface Response {
  description: string;
  headers?: Record<string, Header>;
  content?: Record<string, { schema: object }>;
}

/** As much of a description as answers are held against. */
export interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
  components: { schemas: Record<string, object> };
}

/** An answer of the API, as far as a description speaks of it. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: unknown;
}

const DESCRIPTION = 'openapi';

/**
 * Tells what of a value a schema does not describe; `where` begins each fault. Schemas are those of the description, or
 * refer to them.
 */
function schemaChecker(openApi: OpenApi): (schema: object, value: unknown, where: string) => string[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  ajv.addSchema(closed({ components: openApi.components }), DESCRIPTION);

  const compiled = new Map<object, ValidateFunction>();
  function validatorOf(schema: object): ValidateFunction {
    const known = compiled.get(schema);
    if (known) return known;
    const references = JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${DESCRIPTION}#/`));
    const validate = ajv.compile(closed(references));
    compiled.set(schema, validate);
    return validate;
  }

  return (schema, value, where) => {
    const validate = validatorOf(schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${where}${instancePath}: ${message} ${JSON.stringify(params)}`,
    );
  };
}

/** Holds a value against one of the named schemas of a description. */
export function namedSchemaChecker(openApi: OpenApi): (name: string, value: unknown) => string[] {
  const faultsOf = schemaChecker(openApi);
  const references = new Map(
    Object.keys(openApi.components.schemas).map((name) => [name, { $ref: `#/components/schemas/${name}` }]),
  );
  return (name, value) => faultsOf(references.get(name) ?? { not: {} }, JSON.parse(JSON.stringify(value)), name);
}

/**
 * Holds answers of the API against its own description: what it does not promise, and what it promises and does not do,
 * are faults alike.
 */
export function answerChecker(openApi: OpenApi): (method: string, url: string, answer: ApiAnswer) => string[] {
  const faultsOf = schemaChecker(openApi);
  return (method, url, { status, headers, body }) => {
    const path = new URL(url, 'http://x').pathname.replace(/^\/api(?=\/)/, '');
    const described = Object.keys(openApi.paths).filter((template) => matches(template, path));
    // The more literal of two templates is meant.
    const template = described.sort((a, b) => parametersIn(a) - parametersIn(b))[0];
    const responses = openApi.paths[template ?? '']?.[method.toLowerCase()]?.responses;
    if (!responses) return [`${method} ${path} is not described`];
    const response = responses[String(status)];
    if (!response) return [`${method} ${template} does not tell of ${status}`];

    const mediaType = headers.get('content-type')?.split(';')[0] ?? '';
    const content = response.content?.[mediaType];
    const bodyFaults = content
      ? faultsOf(content.schema, body, 'body')
      : response.content
        ? [`${status} as ${mediaType} is not described`]
        : [];
    const headerFaults = Object.entries(response.headers ?? {}).flatMap(([name, { required, schema }]) => {
      const text = headers.get(name);
      if (text === null) return required ? [`header ${name} is missing`] : [];
      return faultsOf(schema, /^\d+$/.test(text) ? Number(text) : text, `header ${name}`);
    });
    return [...bodyFaults, ...headerFaults].map((fault) => `${method} ${template} ${status}: ${fault}`);
  };
}

const parametersIn = (template: string) => template.split('{').length - 1;

function matches(template: string, path: string): boolean {
  const wanted = template.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((part, at) => part.startsWith('{') || part === given[at]);
}

/** The same schema, without room for properties that nobody described. */
function closed(schema: unknown): object {
  return JSON.parse(
    JSON.stringify(schema, (_key, value) =>
      value?.type === 'object' && value.properties ? { additionalProperties: false, ...value } : value,
    ),
  );
}
