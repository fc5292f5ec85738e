import type { Manifest } from '../../shared/microsoft/manifest.ts';
import { readManifest } from '../../shared/microsoft/manifest.ts';

export const SOURCE_HOSTS = ['.blob.core.windows.net'];

export const ROOT_DIRECTORY =
  'https://adls1.blob.core.windows.net/billedusagefastpath/v1/PartnerTenantId=p/BillingMonth=202610/InvoiceId=G000000001/Fragment=full';

/** What Microsoft Graph answers as a manifest, with whatever a test wants to be different. */
export function manifestAnswer(
  changes: Record<string, unknown> = {},
  names: readonly string[] = ['part-00000-a.c000.json.gz', 'part-00001-b.c000.json.gz'],
): Record<string, unknown> {
  return {
    id: '00000000-0000-0000-0000-0000000000aa',
    createdDateTime: '2026-11-08T05:30:00Z',
    schemaVersion: '2',
    dataFormat: 'compressedJSON',
    partitionType: 'default',
    eTag: 'opaque17charvalue',
    partnerTenantId: '00000000-0000-0000-0000-0000000000ff',
    rootDirectory: ROOT_DIRECTORY,
    sasToken: 'sv=2021-08-06&sr=d&sdd=7&sp=rl&se=2026-11-08T07%3A00%3A00Z&sig=SECRET%3D',
    blobCount: names.length,
    blobs: names.map((name) => ({ name, partitionValue: 'default' })),
    ...changes,
  };
}

export function manifestOf(changes: Record<string, unknown> = {}, names?: readonly string[]): Manifest {
  return readManifest(manifestAnswer(changes, names), SOURCE_HOSTS);
}
