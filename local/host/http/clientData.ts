const query = 'taskHub=local&connection=Storage';

/**
 * The data of a durable client binding, as JSON text. Azure's URLs carry a system key; here only loopback can reach
 * them.
 */
export function durableClientData(origin: string): string {
  const base = webhookBase(origin);
  const create = `${base}/orchestrators/{functionName}[/{instanceId}]?${query}`;
  return JSON.stringify({
    taskHubName: 'local',
    creationUrls: { createNewInstancePostUri: create, createAndWaitOnNewInstancePostUri: create },
    managementUrls: {
      ...managementUrls(origin, 'INSTANCEID'),
      rewindPostUri: `${base}/instances/INSTANCEID/rewind?reason={text}&${query}`,
    },
    baseUrl: base,
    requiredQueryStringParameters: query,
    rpcBaseUrl: `${origin}/durabletask/`,
  });
}

/** The URLs with which a start is answered. */
export function managementUrls(origin: string, id: string): Record<string, string> {
  const instance = `${webhookBase(origin)}/instances/${id === 'INSTANCEID' ? id : encodeURIComponent(id)}`;
  return {
    id,
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
    resumePostUri: `${instance}/resume?reason={text}&${query}`,
  };
}

const webhookBase = (origin: string): string => `${origin}/runtime/webhooks/durabletask`;
