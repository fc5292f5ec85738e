import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call of the program's durable client, on its way to the backend. */
export interface HubRequest {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** The instance that it is about, if it is about one. */
  readonly instanceId: string | undefined;
  /** Carries it out and answers the client, with other headers if given. */
  pass(headers?: Record<string, string>): Promise<void>;
}

/** Takes a call over and returns true, or leaves it to the proxy, which carries it out. */
export type HubFault = (request: HubRequest) => boolean | Promise<boolean>;

/** Stands between the program's durable client and the host that it asks, so that a test can break it. */
export interface HubProxy {
  readonly origin: string;
  fault: HubFault | undefined;
  /** Where calls go from now on; those that come earlier wait. */
  leadTo(hostUrl: string): void;
  stop(): Promise<void>;
}

export async function startHubProxy(): Promise<HubProxy> {
  let led: (url: string) => void = () => {};
  let target = new Promise<string>((resolve) => {
    led = resolve;
  });

  async function carry(
    incoming: IncomingMessage,
    response: ServerResponse,
    otherHeaders: Record<string, string> = {},
  ): Promise<void> {
    const { hostname, port } = new URL(await target);
    const { method, url: path, headers } = incoming;
    await new Promise<void>((resolve, reject) => {
      const onward = httpRequest({ hostname, port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, { ...answer.headers, ...otherHeaders });
        answer.pipe(response).on('close', resolve);
      });
      onward.on('error', reject);
      incoming.pipe(onward);
    });
  }

  const server = createServer((incoming, response) => {
    const instanceId = /\/instances\/([^/?]+)/.exec(incoming.url ?? '')?.[1];
    const pass = (headers?: Record<string, string>) => carry(incoming, response, headers);
    const handle = async () => {
      if (await proxy.fault?.({ incoming, response, instanceId, pass })) return;
      await pass();
    };
    handle().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const proxy: HubProxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: undefined,
    leadTo(hostUrl) {
      led(hostUrl);
      target = Promise.resolve(hostUrl);
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return proxy;
}
