import { systemEnvironment } from './systemEnvironment.ts';

/** Addresses of everything that the app talks to. */
export interface Services {
  graphBaseUrl: string;
  partnerCenterBaseUrl: string;
  landingUrl: string;
  topicEndpoint: string;
  identity: { endpoint: string; header: string };
  caFile: string;
}

/**
 * The environment of the Functions host: built from nothing, so that neither a variable of the shell nor a storage key
 * can get into it. `more` are further settings of the app; they win.
 */
export function hostEnvironment(
  services: Services,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    ...systemEnvironment(),
    GRAPH_BASE_URL: services.graphBaseUrl,
    PARTNER_CENTER_BASE_URL: services.partnerCenterBaseUrl,
    SOURCE_HOSTS: '127.0.0.1',
    LANDING_STORAGE__blobServiceUri: services.landingUrl,
    EVENT_GRID_TOPIC_ENDPOINT: services.topicEndpoint,
    IDENTITY_ENDPOINT: services.identity.endpoint,
    IDENTITY_HEADER: services.identity.header,
    AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    NODE_EXTRA_CA_CERTS: services.caFile,
    ...more,
  };
}
