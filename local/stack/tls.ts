import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import tls from 'node:tls';
import { generate } from 'selfsigned';
import { type Clock, systemClock } from '../../shared/clock.ts';
import { writeWhole } from '../simulators/writeWhole.ts';

export interface Certificates {
  /** PEM texts: of the server's certificate and key, and of the authority that signed it. */
  cert: string;
  key: string;
  ca: string;
  /** The same in files, for processes that want paths. */
  certFile: string;
  keyFile: string;
  caFile: string;
}

const VALID_DAYS = 90;
const RENEW_BEFORE_DAYS = 14;
const DAY_MS = 86_400_000;
/** Clocks of containers lag behind the host's now and then. */
const CLOCK_SKEW_MS = 3_600_000;

/**
 * The certificates of the simulated services: an authority of their own and one server certificate for localhost and
 * 127.0.0.1, kept in `dir`, made anew when missing, damaged or near their end. The authority's key is thrown away after
 * signing, so that trusting the authority trusts this one certificate and nothing that could be signed later.
 */
export async function ensureCertificates(dir: string, clock: Clock = systemClock): Promise<Certificates> {
  const paths = { certFile: join(dir, 'server.crt'), keyFile: join(dir, 'server.key'), caFile: join(dir, 'ca.crt') };
  const kept = readKept(paths);
  if (kept && isUsable(kept, clock)) {
    return { ...kept, ...paths };
  }
  const made = await makeCertificates(clock);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeWhole(paths.keyFile, made.key, 0o600);
  writeWhole(paths.certFile, made.cert);
  writeWhole(paths.caFile, made.ca);
  return { ...made, ...paths };
}

/**
 * Makes this process trust an authority, beside those it trusts already. A child process wants `NODE_EXTRA_CA_CERTS`
 * instead.
 */
export function trustAuthority(ca: string): void {
  const trusted = tls.getCACertificates('default');
  if (!trusted.includes(ca)) {
    tls.setDefaultCACertificates([...trusted, ca]);
  }
}

type Pems = Pick<Certificates, 'cert' | 'key' | 'ca'>;

function readKept(paths: Record<'certFile' | 'keyFile' | 'caFile', string>): Pems | undefined {
  try {
    return {
      cert: readFileSync(paths.certFile, 'utf8'),
      key: readFileSync(paths.keyFile, 'utf8'),
      ca: readFileSync(paths.caFile, 'utf8'),
    };
  } catch {
    return undefined;
  }
}

function isUsable(pems: Pems, clock: Clock): boolean {
  try {
    const authority = new X509Certificate(pems.ca);
    const server = new X509Certificate(pems.cert);
    const belongTogether = server.checkPrivateKey(createPrivateKey(pems.key)) && server.verify(authority.publicKey);
    const end = Math.min(authority.validToDate.getTime(), server.validToDate.getTime());
    return belongTogether && end - clock.now().getTime() > RENEW_BEFORE_DAYS * DAY_MS;
  } catch {
    return false;
  }
}

async function makeCertificates(clock: Clock): Promise<Pems> {
  const now = clock.now().getTime();
  const common = {
    keyType: 'ec' as const,
    algorithm: 'sha256',
    notBeforeDate: new Date(now - CLOCK_SKEW_MS),
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
  };
  // A name of its own each: of two trusted authorities with one name a client tries the first only, and then gives up.
  const name = `partner-billing-export local authority ${randomUUID().slice(0, 8)}`;
  const authority = await generate([{ name: 'commonName', value: name }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert: server.cert, key: server.private, ca: authority.cert };
}
