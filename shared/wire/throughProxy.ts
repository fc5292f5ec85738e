import { createEmptyPipeline, type HttpClient, proxyPolicy } from '@azure/core-rest-pipeline';

/**
 * The same client, by way of the proxy that `HTTPS_PROXY` and `NO_PROXY` name, if they do. The identity and storage
 * libraries do so by themselves; a client that does not would leave half of a run's requests without a way out.
 */
export function throughProxy(client: HttpClient): HttpClient {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(proxyPolicy());
  return { sendRequest: (request) => pipeline.sendRequest(client, request) };
}
