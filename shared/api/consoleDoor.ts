import { ApiProblem } from './problem.ts';

/**
 * Who may use the page and the calls it makes, which no function key opens. On Azure that is decided by App Service authentication, which names
 * the caller in headers that only the platform can set; on this machine by the caller being on it.
 */
export interface DoorCall {
  method: string;
  /** As the platform shows it to the app. */
  url: URL;
  header(name: string): string | null;
}

export type DoorEnvironment = Readonly<Record<string, string | undefined>>;

/** App roles of the registration that callers sign in to: whoever acts may read as well. */
export const READ_ROLE = 'Billing.Read';
export const OPERATE_ROLE = 'Billing.Operate';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Throws an `ApiProblem` when this caller may not make this call. */
export function checkCaller(call: DoorCall, environment: DoorEnvironment): void {
  if (isOnAzure(environment)) {
    if (!hasSignIn(environment)) throw closed();
    checkRoles(call);
  } else {
    checkHost(call);
  }
  if (call.method !== 'GET') checkOrigin(call);
}

/** Where a browser signs in, when that is what is missing; the page itself goes there instead of answering 401. */
export function signInPath(call: DoorCall, environment: DoorEnvironment): string | undefined {
  if (!isOnAzure(environment) || !hasSignIn(environment) || principalOf(call)) return undefined;
  return `/.auth/login/aad?post_login_redirect_uri=${encodeURIComponent(call.url.pathname)}`;
}

function isOnAzure(environment: DoorEnvironment): boolean {
  return Boolean(environment.WEBSITE_SITE_NAME);
}

/** Without it nobody strips a forged principal from a request, so none is believed. Source: App Service sets it when authentication is on. */
function hasSignIn(environment: DoorEnvironment): boolean {
  return environment.WEBSITE_AUTH_ENABLED?.toLowerCase() === 'true';
}

function closed(): ApiProblem {
  return new ApiProblem(404, 'ConsoleClosed', 'The page is closed: App Service authentication is not on.');
}

function checkRoles(call: DoorCall): void {
  const roles = principalOf(call);
  if (!roles) throw new ApiProblem(401, 'SignInRequired', 'Nobody has signed in.');
  const wanted = call.method === 'GET' ? [READ_ROLE, OPERATE_ROLE] : [OPERATE_ROLE];
  if (wanted.some((role) => roles.includes(role))) return;
  throw new ApiProblem(403, 'RoleMissing', `The caller has not the role ${wanted[0]}.`);
}

interface Principal {
  role_typ?: string;
  claims?: { typ?: string; val?: string }[];
}

/** The roles of the caller; undefined when nobody has signed in. Source: `x-ms-client-principal`, base64 of JSON, of App Service. */
function principalOf(call: DoorCall): string[] | undefined {
  const header = call.header('x-ms-client-principal');
  if (!header) return undefined;
  try {
    const { role_typ: roleType, claims = [] }: Principal = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
    const types = ['roles', roleType];
    return claims.filter(({ typ }) => typ && types.includes(typ)).flatMap(({ val }) => (val ? [val] : []));
  } catch {
    return undefined;
  }
}

/** A name that resolves to this machine is not this machine: a foreign page could have had it resolved so. */
function checkHost(call: DoorCall): void {
  const host = call.header('host') ?? call.url.host;
  if (LOOPBACK.has(host.replace(/:\d+$/, '').toLowerCase())) return;
  throw new ApiProblem(403, 'ForeignCaller', 'Off Azure the page answers to this machine only.');
}

/** A page of another origin can send a browser's sign-in along, but can neither hide where it comes from nor send JSON unasked. */
function checkOrigin(call: DoorCall): void {
  const host = call.header('host') ?? call.url.host;
  const origin = call.header('origin');
  const site = call.header('sec-fetch-site');
  const isOwn = origin !== null && URL.canParse(origin) && new URL(origin).host === host;
  if (!isOwn || (site !== null && site !== 'same-origin')) {
    throw new ApiProblem(403, 'ForeignCaller', 'Only the page itself may act; the call names another origin, or none.');
  }
  if (!/^application\/json\b/i.test(call.header('content-type') ?? '')) {
    throw new ApiProblem(415, 'InvalidRequest', 'The content type is not application/json.');
  }
}
