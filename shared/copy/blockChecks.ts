const AZURE_STORAGE = /\.(core\.windows\.net|core\.usgovcloudapi\.net|core\.chinacloudapi\.cn|storage\.azure\.net)$/;

/**
 * Should every block carry an MD5 that the service checks? Not for Azure itself over TLS: the connection ends at the
 * service, its records are authenticated, and an MD5 costs half as much CPU as the whole copy. Any other host may be a
 * proxy or an emulator with an unprotected stretch behind it (and without one Azurite computes a slow checksum of its
 * own).
 */
export function needsBlockChecks(landingUrl: string): boolean {
  const { protocol, hostname } = new URL(landingUrl);
  return protocol !== 'https:' || !AZURE_STORAGE.test(hostname);
}
