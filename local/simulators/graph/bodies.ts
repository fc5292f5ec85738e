import type { Snapshot } from '../source/snapshot.ts';
import type { Operation } from './operations.ts';
import type { GraphScenario } from './scenario.ts';

/**
 * Bodies of the operation and manifest resources: learn.microsoft.com/graph/api/resources/partners-billing-operation.
 */

type OperationType = 'runningOperation' | 'exportSuccessOperation' | 'failedOperation';

export interface OperationBodyParts {
  operation: Operation;
  scenario: GraphScenario;
  now: Date;
  type: OperationType;
  status: string;
  /** `resourceLocation` or `error`. */
  extra?: Record<string, unknown>;
}

export function operationBody({ operation, scenario, now, type, status, extra }: OperationBodyParts) {
  return {
    ...(scenario.odataType ? { '@odata.type': `#microsoft.graph.partners.billing.${type}` } : {}),
    id: scenario.operationId === 'same' ? operation.id : operation.id.split('').reverse().join(''),
    createdDateTime: timestamp(operation.createdAt, scenario),
    lastActionDateTime: timestamp(now, scenario),
    status,
    ...extra,
  };
}

export interface ManifestBodyParts {
  snapshot: Snapshot;
  scenario: GraphScenario;
  /** 1 for the first reading of this manifest. */
  reading: number;
  rootDirectory: string;
  sasToken: string;
}

export function manifestBody({ snapshot, scenario, reading, rootDirectory, sasToken }: ManifestBodyParts) {
  const names = snapshot.blobs.map(({ name }) => name);
  if (scenario.duplicateNames && names[0] !== undefined) {
    names[names.length - 1] = names[0];
  }
  const shift = scenario.blobOrder === 'shuffled' ? (reading - 1) % Math.max(1, names.length) : 0;
  return {
    id: snapshot.manifestId,
    createdDateTime: timestamp(snapshot.builtAt, scenario),
    schemaVersion: '2',
    dataFormat: 'compressedJSON',
    partitionType: 'default',
    eTag: scenario.eTagDrifts ? `${snapshot.eTag}${reading}` : snapshot.eTag,
    partnerTenantId: snapshot.subject.tenantId,
    rootDirectory,
    sasToken: `${scenario.sas.questionMark ? '?' : ''}${sasToken}`,
    blobCount: names.length + scenario.blobCountError,
    blobs: [...names.slice(shift), ...names.slice(0, shift)].map((name) => ({ name, partitionValue: 'default' })),
  };
}

export function resourceLocation(
  shape: GraphScenario['resourceLocation'],
  manifestUrl: string,
  manifest: () => object,
) {
  switch (shape) {
    case 'inline':
      return { resourceLocation: manifest() };
    case 'navigationLink':
      return { 'resourceLocation@odata.navigationLink': manifestUrl };
    case 'stringUrl':
      return { resourceLocation: manifestUrl };
    case 'foreignLink':
      return {
        'resourceLocation@odata.navigationLink': manifestUrl.replace(/^https:\/\/[^/]+/, 'https://elsewhere.invalid'),
      };
  }
}

/** Forms that Microsoft's own examples hold, the malformed one included. */
function timestamp(at: Date, { timestamps }: GraphScenario): string {
  const iso = at.toISOString();
  switch (timestamps) {
    case 'seconds':
      return `${iso.slice(0, 19)}Z`;
    case 'sevenDigits':
      return `${iso.slice(0, 23)}4567Z`;
    case 'noZone':
      return `${iso.slice(0, 23)}4567`;
    case 'malformed':
      return `${iso.slice(0, 11)}${iso.slice(11, 19).replaceAll(':', '-')}.4Z`;
  }
}

/** Graph's error resource; `innerError` names the request, as support wants it. */
export function errorBody(code: string, message: string, clientRequestId: string | undefined, now: Date) {
  return {
    error: {
      code,
      message,
      innerError: {
        date: now.toISOString().slice(0, 19),
        ...(clientRequestId === undefined ? {} : { 'client-request-id': clientRequestId }),
      },
    },
  };
}
