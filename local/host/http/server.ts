import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, Request } from './exchange.ts';

/** Answers a request; undefined means that the host has been killed and nobody answers any more. */
export type Handler = (request: Request) => Promise<Answer | undefined>;

export interface HttpServer {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  close(): Promise<void>;
}

/** Serves on loopback only. The handler may be set later: the address has to be known before the app is loaded. */
export async function listen(port: number, handler: Handler): Promise<HttpServer> {
  let origin = '';
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing, origin, handler));
  await bind(server, port);
  const address = server.address();
  if (!isAddress(address)) throw new Error('The server has no address.');
  origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isInUse = error.code === 'EADDRINUSE';
      reject(
        isInUse
          ? new Error(
              `Port ${port} is in use. Stop what listens there, or choose another one: --port, or the variable PORT for \`npm start\`.`,
            )
          : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

const isAddress = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
  handler: Handler,
): Promise<void> {
  try {
    const url = urlOf(incoming.url ?? '/', origin);
    const body = url && (await readBody(incoming));
    if (!url || !body) {
      // What is left of a body is not worth reading; the connection ends with it.
      outgoing.writeHead(url ? 413 : 400, { connection: 'close' }).end();
      return;
    }
    const result = await handler({ method: incoming.method ?? 'GET', url, headers: headersOf(incoming), body });
    if (!result) {
      outgoing.destroy();
      return;
    }
    // Not writeHead: Node announces the length of a body only while the headers are still open.
    outgoing.statusCode = result.status;
    for (const [name, value] of Object.entries(result.headers ?? {})) outgoing.setHeader(name, value);
    outgoing.end(result.body);
  } catch (error) {
    process.stderr.write(`[error] host: ${error instanceof Error ? error.stack : String(error)}\n`);
    outgoing.statusCode = 500;
    outgoing.end();
  }
}

/** A path that begins with two slashes is a path all the same, and not the address of another host. */
function urlOf(target: string, origin: string): URL | undefined {
  const text = target.startsWith('/') ? `${origin}${target}` : target;
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** The limit of Azure: https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#limits */
const LARGEST_BODY_BYTES = 100 * 1024 * 1024;

/** Undefined when it is too large. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > LARGEST_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}
