import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type LandingKind = 'putBlob' | 'putBlock' | 'putBlockList' | 'other';

/** One request on its way to the landing account, as a fault sees it. */
export interface LandingRequest {
  readonly kind: LandingKind;
  /** From 1, among requests of the same kind. */
  readonly count: number;
  readonly response: ServerResponse;
  readonly incoming: IncomingMessage;
  /**
   * Carries it out at the service; resolves with the status, and answers the client unless told to swallow the answer.
   */
  pass(options?: { swallow?: boolean }): Promise<number>;
}

/** Takes a request over and returns true, or leaves it to the proxy, which passes it on. */
export type LandingFault = (request: LandingRequest) => boolean | Promise<boolean>;

export interface LandingProxy {
  readonly origin: string;
  setFault(fault: LandingFault | undefined): void;
  readonly kinds: LandingKind[];
  stop(): Promise<void>;
}

/** A reverse proxy in front of Azurite: the service stays real, only the wire breaks. */
export async function startLandingProxy(upstream: string): Promise<LandingProxy> {
  const { hostname, port: upstreamPort } = new URL(upstream);
  const kinds: LandingKind[] = [];
  let fault: LandingFault | undefined;

  const server = createServer((incoming, response) => {
    const kind = kindOf(incoming);
    kinds.push(kind);
    const request: LandingRequest = {
      kind,
      count: kinds.filter((other) => other === kind).length,
      response,
      incoming,
      pass: (options) => pass(incoming, response, options?.swallow ?? false),
    };
    const handle = async (): Promise<void> => {
      if (fault && (await fault(request))) return;
      await request.pass();
    };
    handle().catch(() => response.destroy());
  });

  function pass(incoming: IncomingMessage, response: ServerResponse, swallow: boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      const { method, url, headers } = incoming;
      const onward = httpRequest({ hostname, port: upstreamPort, method, path: url, headers }, (answer) => {
        const status = answer.statusCode ?? 0;
        if (swallow) {
          answer.resume().on('end', () => resolve(status));
        } else {
          response.writeHead(status, answer.headers);
          answer.pipe(response).on('finish', () => resolve(status));
        }
      });
      onward.on('error', reject);
      incoming.on('close', () => {
        if (!incoming.complete) onward.destroy();
      });
      incoming.pipe(onward);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    kinds,
    setFault(next) {
      fault = next;
      kinds.length = 0;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function kindOf({ method, url }: IncomingMessage): LandingKind {
  if (method !== 'PUT') return 'other';
  const comp = new URL(url ?? '', 'http://x').searchParams.get('comp');
  if (comp === 'block') return 'putBlock';
  if (comp === 'blocklist') return 'putBlockList';
  return comp === null ? 'putBlob' : 'other';
}
