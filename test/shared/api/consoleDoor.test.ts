import { describe, expect, test } from '@jest/globals';
import { checkCaller, type DoorCall, signInPath } from '../../../shared/api/consoleDoor.ts';
import { ApiProblem } from '../../../shared/api/problem.ts';

const AZURE = { WEBSITE_SITE_NAME: 'app', WEBSITE_AUTH_ENABLED: 'True' };
const HERE = {};

const principal = (roles: string[], roleType = 'roles') =>
  Buffer.from(
    JSON.stringify({ auth_typ: 'aad', role_typ: roleType, claims: roles.map((val) => ({ typ: roleType, val })) }),
  ).toString('base64');

function call(method: string, origin: string, headers: Record<string, string> = {}): DoorCall {
  const all: Record<string, string> = { host: new URL(origin).host, ...headers };
  return { method, url: new URL('/api/console/exports', origin), header: (name) => all[name] ?? null };
}

const codeOf = (each: DoorCall, environment: Record<string, string>) => {
  try {
    checkCaller(each, environment);
    return 'open';
  } catch (error) {
    if (error instanceof ApiProblem) return `${error.status} ${error.code}`;
    throw error;
  }
};

const own = (origin: string) => ({ origin, 'content-type': 'application/json' });
const SITE = 'https://app.azurewebsites.net';
const LOCAL = 'http://127.0.0.1:7071';

describe('on Azure', () => {
  const as = (roles: string[], more: Record<string, string> = {}) => ({
    'x-ms-client-principal': principal(roles),
    ...more,
  });
  test.each([
    ['nobody reads', call('GET', SITE), '401 SignInRequired'],
    ['somebody without a role', call('GET', SITE, as([])), '403 RoleMissing'],
    ['somebody with a role of another app', call('GET', SITE, as(['Reader'])), '403 RoleMissing'],
    ['a reader reads', call('GET', SITE, as(['Billing.Read'])), 'open'],
    ['an operator reads', call('GET', SITE, as(['Billing.Operate'])), 'open'],
    ['a reader acts', call('POST', SITE, as(['Billing.Read'], own(SITE))), '403 RoleMissing'],
    ['an operator acts', call('POST', SITE, as(['Billing.Operate'], own(SITE))), 'open'],
    [
      'an operator’s browser acts for a foreign page',
      call('POST', SITE, as(['Billing.Operate'], own('https://evil.example'))),
      '403 ForeignCaller',
    ],
    [
      'an operator’s browser acts for nobody',
      call('POST', SITE, as(['Billing.Operate'], { 'content-type': 'application/json' })),
      '403 ForeignCaller',
    ],
    [
      'an operator’s browser says so itself',
      call('POST', SITE, as(['Billing.Operate'], { ...own(SITE), 'sec-fetch-site': 'cross-site' })),
      '403 ForeignCaller',
    ],
    [
      'a form acts',
      call('POST', SITE, as(['Billing.Operate'], { origin: SITE, 'content-type': 'text/plain' })),
      '415 InvalidRequest',
    ],
    ['a principal that is no JSON', call('GET', SITE, { 'x-ms-client-principal': 'AAAA' }), '401 SignInRequired'],
  ])('%s: %s', (_, each, expected) => {
    expect(codeOf(each, AZURE)).toBe(expected);
  });

  test('the role type that the token names counts, too', () => {
    const type = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role';
    const each = call('GET', SITE, { 'x-ms-client-principal': principal(['Billing.Read'], type) });
    expect(codeOf(each, AZURE)).toBe('open');
  });

  test.each([undefined, '', 'False'])('with sign-in %p nobody is believed', (value) => {
    const environment = { WEBSITE_SITE_NAME: 'app', ...(value === undefined ? {} : { WEBSITE_AUTH_ENABLED: value }) };
    const each = call('GET', SITE, as(['Billing.Operate']));
    expect(codeOf(each, environment)).toBe('404 ConsoleClosed');
    expect(signInPath(each, environment)).toBeUndefined();
  });

  test('the page sends a browser to the platform’s sign-in, and back to itself', () => {
    const each = { ...call('GET', SITE), url: new URL('/api/console', SITE) };
    expect(signInPath(each, AZURE)).toBe('/.auth/login/aad?post_login_redirect_uri=%2Fapi%2Fconsole');
    expect(signInPath(call('GET', SITE, as([])), AZURE)).toBeUndefined();
  });
});

describe('on this machine', () => {
  test.each([
    ['reads', call('GET', LOCAL), 'open'],
    ['reads as localhost', call('GET', 'http://localhost:7071'), 'open'],
    ['reads over IPv6', call('GET', 'http://[::1]:7071'), 'open'],
    ['acts', call('POST', LOCAL, own(LOCAL)), 'open'],
    ['acts for another port', call('POST', LOCAL, own('http://127.0.0.1:8080')), '403 ForeignCaller'],
    ['acts for a file', call('POST', LOCAL, { ...own(LOCAL), origin: 'null' }), '403 ForeignCaller'],
    [
      'comes by a name that was made to mean this machine',
      call('GET', 'http://evil.example:7071'),
      '403 ForeignCaller',
    ],
  ])('a browser that %s: %s', (_, each, expected) => {
    expect(codeOf(each, HERE)).toBe(expected);
  });

  test('needs no sign-in', () => {
    expect(signInPath(call('GET', LOCAL), HERE)).toBeUndefined();
  });
});
