import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificates, ensureCertificates, trustAuthority } from '../../local/stack/tls.ts';

/** An empty directory and what removes it. */
export function temporaryDirectory(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'partner-billing-export-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Certificates that this process trusts. */
export async function trustedCertificates(): Promise<Certificates> {
  const directory = temporaryDirectory();
  const certificates = await ensureCertificates(directory.path);
  directory.remove();
  trustAuthority(certificates.ca);
  return certificates;
}
