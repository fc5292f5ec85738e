import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const PRINCIPAL = 'aaaaaaaa-0000-4000-8000-000000000001';
const CLIENT = 'bbbbbbbb-0000-4000-8000-000000000002';
const ROLE = '7c3e1994-38ff-4412-a99b-9369f6bb7706';

let folder: string;

/**
 * A directory for scripts to talk to: `az rest` reads and writes the assignments of one service principal, kept in a
 * file.
 */
const AZ = `#!/usr/bin/env bash
set -euo pipefail
echo "$*" >> "$CALLS"
case "$*" in
  'account show'*) echo tenant-of-the-session ;;
  *'--method GET'*appRoleAssignments*) cat "$STATE" 2>/dev/null || true ;;
  *'--method GET'*"servicePrincipals(appId='00000003-0000-0000-c000-000000000000')"*) echo graph-object-id ;;
  *'--method GET'*servicePrincipals*) echo ${PRINCIPAL} ;;
  *'--method GET'*applications*) echo ${CLIENT} ;;
  *'--method POST'*appRoleAssignedTo*) echo assignment-id > "$STATE" ;;
  *'--method DELETE'*appRoleAssignedTo/assignment-id*) rm "$STATE" ;;
  *'--method PATCH'*) ;;
  *) echo "unexpected: $*" >&2; exit 9 ;;
esac
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graph-'));
  writeFileSync(join(folder, 'az'), AZ);
  chmodSync(join(folder, 'az'), 0o755);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const state = () => join(folder, 'state');

function run(script: string, ...args: string[]): { status: number; output: string; writes: string[] } {
  const calls = join(folder, 'calls');
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, STATE: state(), CALLS: calls };
  rmSync(calls, { force: true });
  const outcome = tryRun(() => execFileSync('bash', [script, ...args], { env, encoding: 'utf8', stdio: 'pipe' }));
  const log = existsSync(calls) ? readFileSync(calls, 'utf8').split('\n') : [];
  return { ...outcome, writes: log.filter((call) => /--method (POST|PATCH|DELETE)/.test(call)) };
}

function tryRun(work: () => string): { status: number; output: string } {
  try {
    return { status: 0, output: work() };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { status, output: stderr };
  }
}

describe('grant.sh', () => {
  const grant = (...args: string[]) => run('infra/graph/grant.sh', ...args);

  it('grants once, however often it runs', () => {
    const first = grant(PRINCIPAL);
    const second = grant(PRINCIPAL);

    expect(first.writes).toHaveLength(1);
    expect(first.writes[0]).toContain(`"principalId":"${PRINCIPAL}"`);
    expect(first.writes[0]).toContain(`"appRoleId":"${ROLE}"`);
    expect(second).toMatchObject({ status: 0, writes: [] });
  });

  it('checks without changing anything', () => {
    expect(grant(PRINCIPAL, '--check')).toMatchObject({ status: 1, writes: [] });
    grant(PRINCIPAL);
    expect(grant(PRINCIPAL, '--check')).toMatchObject({ status: 0, writes: [] });
  });

  it('takes back what was granted, once', () => {
    grant(PRINCIPAL);
    expect(grant(PRINCIPAL, '--revoke').writes).toHaveLength(1);
    expect(grant(PRINCIPAL, '--revoke')).toMatchObject({ status: 0, writes: [] });
    expect(grant(PRINCIPAL, '--check').status).toBe(1);
  });

  it.each([[[]], [['not-an-id']], [[PRINCIPAL, '--delete']]])('explains itself when called with %j', (args) => {
    expect(grant(...args)).toMatchObject({ status: 2, writes: [], output: expect.stringContaining('--revoke') });
  });

  it('grants the role that grant.bicep grants', () => {
    expect(readFileSync('infra/graph/grant.sh', 'utf8')).toContain(ROLE);
    expect(readFileSync('infra/graph/grant.bicep', 'utf8')).toContain(ROLE);
  });
});

describe('partner-tenant.sh', () => {
  const partner = (...args: string[]) => run('infra/graph/partner-tenant.sh', ...args);

  it('registers a multi-tenant app that trusts the identity of this tenant, without a secret', () => {
    const { status, output, writes } = partner('register', PRINCIPAL);

    expect(status).toBe(0);
    expect(output).toContain(CLIENT);
    expect(writes).toHaveLength(2);
    expect(writes[0]).toContain('"signInAudience":"AzureADMultipleOrgs"');
    expect(writes[1]).toContain(`"subject":"${PRINCIPAL}"`);
    expect(writes[1]).toContain('"issuer":"https://login.microsoftonline.com/tenant-of-the-session/v2.0"');
    expect(writes[1]).toContain('"audiences":["api://AzureADTokenExchange"]');
    for (const write of writes) expect(write).toContain('Prefer=create-if-missing');
  });

  it('enrolls the app in the partner tenant and grants it the role', () => {
    const first = partner('enroll', CLIENT);
    const second = partner('enroll', CLIENT);

    expect(first.status).toBe(0);
    expect(first.output).toContain(`azd env set PARTNER_CLIENT_ID ${CLIENT}`);
    expect(first.writes.map((call) => /--method (\w+)/.exec(call)?.[1])).toEqual(['PATCH', 'POST']);
    expect(second.writes.map((call) => /--method (\w+)/.exec(call)?.[1])).toEqual(['PATCH']);
  });

  it.each([[[]], [['register']], [['enroll', 'x']], [['remove', CLIENT]]])(
    'explains itself when called with %j',
    (args) => {
      expect(partner(...args)).toMatchObject({ status: 2, writes: [], output: expect.stringContaining('register') });
    },
  );
});
