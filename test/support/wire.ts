import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Stack } from '../../local/stack/stack.ts';

/** What a request to storage is for. `putFile` is a whole small file, `putManifest` the commit of a version. */
export type StorageCall =
  | 'createContainer'
  | 'list'
  | 'read'
  | 'head'
  | 'putFile'
  | 'putBlock'
  | 'putBlockList'
  | 'putManifest'
  | 'putLatest'
  | 'setMetadata'
  | 'sourceGet'
  | 'sourceHead';

/** One request on its way to storage, as a fault sees it. */
export interface StorageRequest {
  readonly call: StorageCall;
  /** Decoded path and query, as the account sees them. */
  readonly target: string;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** Carries it out and answers the client, with other headers if given; resolves when the account has answered. */
  pass(headers?: Record<string, string>): Promise<void>;
  /** Takes it in whole, so that the function that it answers can carry it out even when its sender has gone. */
  hold(): Promise<() => Promise<void>>;
}

/** Takes a request over and returns true, or leaves it to the wire, which carries it out. */
export type StorageFault = (request: StorageRequest) => boolean | Promise<boolean>;
/** Answers a request to Graph or Partner Center in the place of the service, or leaves it alone. */
export type ServiceFault = (
  request: PipelineRequest,
  send: () => Promise<PipelineResponse>,
) => Promise<PipelineResponse> | undefined;

/**
 * Everything between the program and the services that it talks to, so that a test can break it, and so that a process
 * that was killed says nothing more: each life of the program has a path of its own through the wire.
 */
export interface Wire {
  storageFault: StorageFault | undefined;
  serviceFault: ServiceFault | undefined;
  /** Every request to storage that was carried out or spoilt. */
  readonly calls: { call: StorageCall; target: string }[];
  /** Blob endpoint of the landing account for this life of the program. */
  landingUrl(life: number): string;
  httpClient(inner: HttpClient, life: number): HttpClient;
  /** From now on what this life says is refused. */
  cut(life: number): void;
  /** Resolves when nothing is on its way to storage any more. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

export async function startWire(stack: Stack): Promise<Wire> {
  const { cert, key, ca } = stack.certificates;
  const agent = new Agent({ keepAlive: true, ca });
  const upstream = new URL(stack.azurite.sourceUrl);
  const sourceAccount = upstream.pathname;
  const dead = new Set<number>();
  let underWay = 0;

  function carry(
    incoming: IncomingMessage,
    response: ServerResponse,
    path: string,
    otherHeaders: Record<string, string> = {},
    body?: Buffer,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const { method, headers } = incoming;
      const { hostname, port } = upstream;
      const onward = httpsRequest({ hostname, port, method, path, headers, agent }, (answer) => {
        if (response.closed) {
          // The client has gone; what it asked for is done all the same.
          answer.resume().on('close', resolve);
          return;
        }
        response.writeHead(answer.statusCode ?? 0, { ...answer.headers, ...otherHeaders });
        answer.pipe(response).on('finish', resolve).on('close', resolve);
      });
      onward.on('error', reject);
      if (body) {
        onward.end(body);
        return;
      }
      incoming.on('close', () => {
        if (!incoming.complete) onward.destroy();
      });
      incoming.pipe(onward);
    });
  }

  const server = createServer({ cert, key }, (incoming, response) => {
    const [, life = '', path = '/'] = /^\/(\d+)(\/.*)$/.exec(incoming.url ?? '') ?? [];
    const call = callOf(incoming.method ?? '', path, sourceAccount);
    const target = decodeURIComponent(path);
    const handle = async (): Promise<void> => {
      if (dead.has(Number(life))) {
        // A refusal and no broken connection: nobody is left who should try again.
        response.writeHead(403).end();
        return;
      }
      wire.calls.push({ call, target });
      const pass = (headers?: Record<string, string>) => carry(incoming, response, path, headers);
      const hold = async () => {
        const body = Buffer.concat(await incoming.toArray());
        return () => carry(incoming, response, path, {}, body);
      };
      if (await wire.storageFault?.({ call, target, incoming, response, pass, hold })) return;
      await pass();
    };
    underWay++;
    handle()
      .catch(() => response.destroy())
      .finally(() => underWay--);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const wire: Wire = {
    storageFault: undefined,
    serviceFault: undefined,
    calls: [],
    landingUrl: (life) => `${origin}/${life}${new URL(stack.azurite.landingUrl).pathname}`,
    httpClient: (inner, life) => ({
      async sendRequest(request) {
        if (dead.has(life)) throw new Error('The program was killed.');
        if (request.url.startsWith(stack.azurite.sourceUrl)) {
          request.url = `${origin}/${life}${request.url.slice(upstream.origin.length)}`;
          return inner.sendRequest(request);
        }
        return (await wire.serviceFault?.(request, () => inner.sendRequest(request))) ?? inner.sendRequest(request);
      },
    }),
    cut: (life) => void dead.add(life),
    async quiet() {
      while (underWay > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
  return wire;
}

function callOf(method: string, path: string, sourceAccount: string): StorageCall {
  const { pathname, searchParams } = new URL(path, 'https://x');
  if (pathname.startsWith(`${sourceAccount}/`)) return method === 'HEAD' ? 'sourceHead' : 'sourceGet';
  const comp = searchParams.get('comp');
  if (method === 'HEAD') return 'head';
  if (method === 'GET') return comp === 'list' ? 'list' : 'read';
  if (searchParams.get('restype') === 'container') return 'createContainer';
  if (comp === 'block') return 'putBlock';
  if (comp === 'blocklist') return 'putBlockList';
  if (comp === 'metadata') return 'setMetadata';
  if (pathname.endsWith('/_manifest.json')) return 'putManifest';
  return pathname.endsWith('/_latest.json') ? 'putLatest' : 'putFile';
}
