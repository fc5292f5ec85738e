import { randomUUID } from 'node:crypto';
import type { ClientOutcome, InstanceClient } from '../hub/instanceClient.ts';
import { type InstanceQuery, isEnded } from '../hub/store.ts';
import { managementUrls } from './clientData.ts';
import { type Answer, empty, json, type Request } from './exchange.ts';

/** The durable client's HTTP protocol. `path` is what follows its base URL, in decoded segments. */
export function answerManagement(client: InstanceClient, request: Request, path: readonly string[]): Answer {
  const [collection, id, operation, argument, ...more] = path;
  if (more.length > 0) return empty(404);
  const { method } = request;
  if (collection === 'orchestrators' && method === 'POST' && id !== undefined && argument === undefined) {
    return start(client, request, id, operation);
  }
  if (collection !== 'instances') return empty(404);
  if (id === undefined) {
    if (method === 'GET') return list(client, request);
    return method === 'DELETE' ? purgeBy(client, request) : empty(404);
  }
  if (operation === undefined) {
    if (method === 'GET') return status(client, request, id);
    return method === 'DELETE' ? purge(client, id) : empty(404);
  }
  return method === 'POST' ? operate(client, request, id, operation, argument) : empty(404);
}

function start(client: InstanceClient, request: Request, name: string, givenId: string | undefined): Answer {
  const input = readJson(request);
  if ('refusal' in input) return input.refusal;
  const id = givenId ?? randomUUID().replaceAll('-', '');
  const outcome = client.start(name, id, input.text, request.url.searchParams.get('version'));
  return outcome.kind === 'done' ? started(request, id) : refusal(outcome);
}

function started({ url }: Request, id: string): Answer {
  const urls = managementUrls(url.origin, id);
  return json(202, urls, { location: urls.statusQueryGetUri ?? '', 'retry-after': '10' });
}

function operate(
  client: InstanceClient,
  request: Request,
  id: string,
  operation: string,
  argument: string | undefined,
): Answer {
  const reason = request.url.searchParams.get('reason') ?? '';
  switch (operation) {
    case 'raiseEvent':
      return argument === undefined ? empty(404) : raiseEvent(client, request, id, argument);
    case 'terminate':
      return signalled(client.terminate(id, reason));
    case 'suspend':
      return signalled(client.suspend(id, reason));
    case 'resume':
      return signalled(client.resume(id, reason));
    case 'restart':
      return restart(client, request, id);
    case 'rewind':
      return json(501, 'This host does not rewind instances. Start the work anew.');
    default:
      return empty(404);
  }
}

function raiseEvent(client: InstanceClient, request: Request, id: string, eventName: string): Answer {
  if (!client.instance(id)) return empty(404);
  if (!isJson(request)) return json(400, { Message: 'Only application/json request content is supported' });
  if (request.body.length === 0) {
    return invalidJson("Error reading JToken from JsonReader. Path '', line 0, position 0.");
  }
  const input = readJson(request);
  if ('refusal' in input) return input.refusal;
  return signalled(client.raiseEvent(id, eventName, input.text ?? 'null'));
}

function restart(client: InstanceClient, request: Request, id: string): Answer {
  const row = client.instance(id);
  if (!row) {
    return json(400, {
      Message: 'InstanceId does not match a valid orchestration instance.',
      ExceptionMessage: `No instance with ID '${id}' was found. (Parameter 'instanceId')`,
      ExceptionType: 'System.ArgumentException',
      StackTrace: '',
    });
  }
  const keepsId = request.url.searchParams.get('restartWithNewInstanceId') === 'false';
  const newId = keepsId ? id : randomUUID().replaceAll('-', '');
  const outcome = client.start(row.name, newId, row.input, null);
  return outcome.kind === 'done' ? started(request, newId) : refusal(outcome);
}

function status(client: InstanceClient, request: Request, id: string): Answer {
  const row = client.instance(id);
  if (!row) return empty(404);
  const { searchParams } = request.url;
  const body = client.status(row, {
    showInput: searchParams.get('showInput') !== 'false',
    showHistory: searchParams.get('showHistory') === 'true',
    showHistoryOutput: searchParams.get('showHistoryOutput') === 'true',
  });
  if (isEnded(row)) {
    const failsLoudly = searchParams.get('returnInternalServerErrorOnFailure') === 'true' && row.status === 'Failed';
    return json(failsLoudly ? 500 : 200, body);
  }
  return json(202, body, { location: request.url.href, 'retry-after': '5' });
}

const defaultPageSize = 100;
const tokenHeader = 'x-ms-continuation-token';

function list(client: InstanceClient, request: Request): Answer {
  const top = Number(request.url.searchParams.get('top') ?? defaultPageSize);
  const pageSize = Number.isInteger(top) && top > 0 ? top : defaultPageSize;
  const token = request.headers[tokenHeader];
  const startId = token ? Buffer.from(token, 'base64').toString('utf8') : '';
  // One more than asked for: it is where the next page begins.
  const rows = client.list({ ...readQuery(request), startId, limit: pageSize + 1 });
  const next = rows[pageSize];
  const showInput = request.url.searchParams.get('showInput') === 'true';
  const page = rows
    .slice(0, pageSize)
    .map((row) => client.status(row, { showInput, showHistory: false, showHistoryOutput: false }));
  return json(200, page, next && { [tokenHeader]: Buffer.from(next.id, 'utf8').toString('base64') });
}

function purge(client: InstanceClient, id: string): Answer {
  const outcome = client.purge(id);
  return outcome.kind === 'done' ? json(200, { instancesDeleted: 1 }) : refusal(outcome);
}

function purgeBy(client: InstanceClient, request: Request): Answer {
  const query = readQuery(request);
  if (query.from === undefined) return json(400, "Please provide value for 'createdTimeFrom' parameter.");
  const instancesDeleted = client.purgeBy({ ...query, startId: '', limit: Number.MAX_SAFE_INTEGER });
  return instancesDeleted > 0 ? json(200, { instancesDeleted }) : empty(404);
}

function readQuery({ url: { searchParams } }: Request): Omit<InstanceQuery, 'startId' | 'limit'> {
  return {
    from: isoTime(searchParams.get('createdTimeFrom')),
    to: isoTime(searchParams.get('createdTimeTo')),
    statuses: (searchParams.get('runtimeStatus') ?? '').split(',').filter(Boolean),
    prefix: searchParams.get('instanceIdPrefix') ?? '',
  };
}

function isoTime(text: string | null): string | undefined {
  const ms = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

function signalled(outcome: ClientOutcome): Answer {
  return outcome.kind === 'done' ? empty(202) : refusal(outcome);
}

function refusal(outcome: Exclude<ClientOutcome, { kind: 'done' }> | ClientOutcome): Answer {
  switch (outcome.kind) {
    case 'done':
      return empty(202);
    case 'notFound':
      return empty(404);
    case 'ended':
      return empty(410);
    case 'refused':
      return refused(outcome.status, outcome.message);
  }
}

function refused(code: 400 | 409 | 412 | 500, message: string): Answer {
  if (code === 412) return json(412, message);
  if (code !== 500) return json(code, { Message: message });
  return json(500, {
    Message: 'Something went wrong while processing your request',
    ExceptionMessage: message,
    ExceptionType: 'System.InvalidOperationException',
    StackTrace: '',
  });
}

const isJson = ({ headers }: Request): boolean =>
  (headers['content-type'] ?? 'application/json').includes('application/json');

/**
 * The body as compact JSON text. None at all is no input; an empty one that says it is JSON is an empty string, as the
 * library sends it.
 */
function readJson(request: Request): { text: string | null } | { refusal: Answer } {
  if (request.body.length === 0) return { text: request.headers['content-type'] ? '""' : null };
  try {
    return { text: JSON.stringify(JSON.parse(request.body.toString('utf8'))) };
  } catch (error) {
    return { refusal: invalidJson(error instanceof Error ? error.message : String(error)) };
  }
}

function invalidJson(problem: string): Answer {
  return json(400, {
    Message: 'Invalid JSON content',
    ExceptionMessage: problem,
    ExceptionType: 'Newtonsoft.Json.JsonReaderException',
    StackTrace: '',
  });
}
