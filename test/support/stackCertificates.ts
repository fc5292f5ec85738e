import { type Certificates, ensureCertificates, trustAuthority } from '../../local/stack/tls.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

/** Certificates that this process trusts. */
export async function trustedCertificates(): Promise<Certificates> {
  const directory = temporaryDirectory();
  const certificates = await ensureCertificates(directory.path);
  directory.remove();
  trustAuthority(certificates.ca);
  return certificates;
}
