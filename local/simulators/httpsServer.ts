import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What every simulator is started with. */
export interface ServerOptions {
  /** PEM texts of the server certificate and its key. */
  certificate: { cert: string; key: string };
  /** The port wished for; another one is taken when it is in use. 0 or none: any. */
  port?: number | undefined;
}

export interface SimulatedRequest {
  method: string;
  /** Absolute, with query, as the client addressed it. */
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface SimulatedAnswer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; text and bytes are sent as they are. */
  body?: unknown;
}

/** In place of an answer: drop the connection. */
export const HANG_UP = 'hangUp';

export type Handler = (request: SimulatedRequest) => Promise<SimulatedAnswer | typeof HANG_UP>;

/** A request as a test may look at it: no query, no header and no body, hence no secret. */
export interface LoggedRequest {
  method: string;
  path: string;
  /** 0 when the connection was dropped. */
  status: number;
  at: Date;
}

export interface RunningServer {
  /** `https://127.0.0.1:<port>` */
  origin: string;
  port: number;
  requests: LoggedRequest[];
  stop(): Promise<void>;
}

const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** The log serves tests and the eye; a server that runs for weeks must not grow by it. */
const MAX_LOGGED = 10_000;

/** An HTTPS server on loopback that answers JSON and remembers what it was asked. */
export async function startHttpsServer(options: ServerOptions, handle: Handler): Promise<RunningServer> {
  const requests: LoggedRequest[] = [];
  const server = createServer(options.certificate, (incoming, response) => {
    void answer(incoming, response, origin, handle).then((logged) => {
      requests.push(logged);
      requests.splice(0, requests.length - MAX_LOGGED);
    });
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(options.port ?? 0).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') {
      return listen(0);
    }
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  const origin = `https://127.0.0.1:${port}`;
  return {
    origin,
    port,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  origin: string,
  handle: Handler,
): Promise<LoggedRequest> {
  const url = new URL(incoming.url ?? '/', origin);
  const method = incoming.method ?? 'GET';
  const logged = { method, path: url.pathname, at: new Date() };
  // A client that goes away in the middle is no event for a server.
  incoming.on('error', () => {});
  response.on('error', () => {});
  try {
    const body = await readBody(incoming);
    const result = await handle({ method, url, headers: incoming.headers, body });
    if (result === HANG_UP) {
      incoming.socket.destroy();
      return { ...logged, status: 0 };
    }
    send(response, result);
    return { ...logged, status: result.status };
  } catch (error) {
    if (!incoming.socket.destroyed) {
      send(response, {
        status: 500,
        body: { error: { code: 'simulatorError', message: error instanceof Error ? error.message : String(error) } },
      });
    }
    return { ...logged, status: 500 };
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new Error(`the body is larger than ${MAX_BODY_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers, body }: SimulatedAnswer): void {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const payload = body === undefined || isRaw ? body : JSON.stringify(body);
  response.writeHead(status, {
    'request-id': randomUUID(),
    ...(payload === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
    'content-length': payload === undefined ? 0 : Buffer.byteLength(payload),
    ...headers,
  });
  response.end(payload);
}
