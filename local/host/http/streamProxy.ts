import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type Server } from 'node:http';
import type { ProgrammingModel } from '../worker/protocol.ts';
import type { Answer, Request } from './exchange.ts';

/** Where the library takes HTTP requests when the app has set `enableHttpStream`; undefined when it has not. */
export type StreamPort = number | undefined;

const asked = new WeakMap<ProgrammingModel, Promise<StreamPort>>();

/**
 * Asks the library for its capabilities, as a worker does after it has loaded the app: with `enableHttpStream` it
 * begins to listen then, once in a process.
 */
export function streamPortOf(model: ProgrammingModel): Promise<StreamPort> {
  const known = asked.get(model);
  if (known) return known;
  const port = ask(model);
  asked.set(model, port);
  return port;
}

async function ask(model: ProgrammingModel): Promise<StreamPort> {
  const { createServer } = http;
  // The library would listen on every address of the machine, and keep the process from ending.
  http.createServer = ((...parameters: Parameters<typeof createServer>) =>
    onLoopback(createServer(...parameters))) as typeof createServer;
  try {
    const capabilities = await model.getCapabilities?.({});
    return capabilities?.HttpUri ? Number(new URL(capabilities.HttpUri).port) : undefined;
  } finally {
    http.createServer = createServer;
  }
}

function onLoopback(server: Server): Server {
  const { listen } = server;
  server.listen = ((listening: () => void) =>
    listen.call(server, { port: 0, host: '127.0.0.1' }, listening).unref()) as typeof listen;
  return server;
}

/**
 * Hands a request over as the host on Azure does: the request goes to the library by HTTP, with the id of the
 * invocation and under the name by which the caller knows this host; what the worker is told beside it is `invoke`.
 * Source: `src/WebJobs.Script/Http/DefaultHttpProxyService.cs` of azure-functions-host, and YARP's default transforms.
 */
export async function throughStream(
  port: number,
  { method, url, headers, body }: Request,
  invoke: (invocationId: string) => Promise<unknown>,
): Promise<Answer> {
  const invocationId = randomUUID();
  const { connection: _, 'transfer-encoding': __, 'content-length': ___, ...passed } = headers;
  const outgoing = http.request({
    host: '127.0.0.1',
    port,
    method,
    path: url.pathname + url.search,
    headers: {
      ...passed,
      'x-forwarded-host': url.host,
      'x-forwarded-proto': url.protocol.replace(':', ''),
      'x-ms-invocation-id': invocationId,
    },
    agent: false,
  });
  const answered = new Promise<Answer>((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => read(incoming).then(resolve, reject));
  });
  answered.catch(() => {});
  outgoing.end(body);
  // What fails before it has answered never does: the caller waits until the front end gives up.
  await invoke(invocationId).catch((error) => {
    outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return answered;
}

async function read(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && !OF_THE_CONNECTION.has(name)) headers[name] = value;
  }
  return { status: incoming.statusCode ?? 500, headers, body: Buffer.concat(chunks) };
}

const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'date',
  'keep-alive',
  'transfer-encoding',
  'x-ms-invocation-id',
]);
