import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSettings, scheduleOf, settingSchemas } from '../../../shared/settings/settings.ts';
import { manyRuns } from '../../support/manyRuns.ts';

fc.configureGlobal(manyRuns);

const LANDING = { LANDING_STORAGE__blobServiceUri: 'https://acct.blob.core.windows.net' };
const GUID = '00000000-0000-0000-0000-0000000000ff';

/** Names of all faults; one entry a fault. */
function faultNames(environment: Record<string, string | undefined>): string[] {
  const read = readSettings(environment);
  return read.ok ? [] : read.faults.map(({ name }) => name);
}

function settingsOf(environment: Record<string, string | undefined>) {
  const read = readSettings({ ...LANDING, ...environment });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.settings;
}

describe('the settings', () => {
  test('have the documented defaults; only the landing account is required', () => {
    expect(settingsOf({})).toEqual({
      graphBaseUrl: 'https://graph.microsoft.com/v1.0',
      partnerCenterBaseUrl: 'https://api.partnercenter.microsoft.com/v1',
      sourceHosts: ['.blob.core.windows.net', '.dfs.core.windows.net'],
      landing: {
        account: { by: 'identity', url: 'https://acct.blob.core.windows.net' },
        container: 'partner-billing',
        prefix: '',
      },
      invoices: { exports: ['billedUsage', 'billedReconciliation'], lookbackDays: 70 },
      unbilled: { exports: ['unbilledUsage', 'unbilledReconciliation'], currencies: [] },
      attributeSet: 'full',
      analysis: { on: true, tables: true, focus: false },
      operationDeadlineMs: 120 * 60_000,
      maxFileBytes: 50_000 * 8 * 1024 * 1024,
      historyRetentionMs: 90 * 24 * 60 * 60_000,
    });
  });

  test('count as not set when they are empty or blank', () => {
    const blank = Object.fromEntries(Object.keys(settingSchemas).map((name) => [name, '  ']));
    expect(settingsOf({ ...blank, ...LANDING })).toEqual(settingsOf({}));
  });

  test.each<[string, Record<string, string>, object]>([
    [
      'a trailing slash',
      { GRAPH_BASE_URL: 'https://127.0.0.1:7443/v1.0/' },
      { graphBaseUrl: 'https://127.0.0.1:7443/v1.0' },
    ],
    ['blanks around', { GRAPH_BASE_URL: ' https://a.example/v1.0 ' }, { graphBaseUrl: 'https://a.example/v1.0' }],
    ['hosts in any casing', { SOURCE_HOSTS: 'A.example, .B.example' }, { sourceHosts: ['a.example', '.b.example'] }],
    ['currencies, repeated', { UNBILLED_CURRENCIES: 'EUR, USD,EUR,' }, { unbilled: { currencies: ['EUR', 'USD'] } }],
    ['one export only', { INVOICE_EXPORTS: 'billedUsage' }, { invoices: { exports: ['billedUsage'] } }],
    ['a prefix', { LANDING_PREFIX: 'raw/csp.v2/x=1/' }, { landing: { prefix: 'raw/csp.v2/x=1/' } }],
    [
      'no analysis, and nothing made from one',
      { ANALYSIS: 'off', TABLES: 'on' },
      { analysis: { on: false, tables: false } },
    ],
    ['no tables', { TABLES: 'off' }, { analysis: { on: true, tables: false } }],
    ['FOCUS', { FOCUS: 'on' }, { analysis: { focus: true } }],
    [
      'a hub, which turns FOCUS on',
      { FINOPS_HUB_STORAGE__blobServiceUri: 'https://hub.blob.core.windows.net/' },
      { analysis: { focus: true, hub: { url: 'https://hub.blob.core.windows.net', container: 'ingestion' } } },
    ],
    ['a limit of a file', { MAX_FILE_BYTES: '21474836480' }, { maxFileBytes: 20 * 1024 ** 3 }],
    ['a deadline', { OPERATION_DEADLINE_MINUTES: '5' }, { operationDeadlineMs: 300_000 }],
    [
      'the partner tenant',
      { PARTNER_TENANT_ID: GUID, PARTNER_CLIENT_ID: GUID },
      { partnerTenant: { tenantId: GUID, clientId: GUID } },
    ],
    [
      'a topic',
      { EVENT_GRID_TOPIC_ENDPOINT: 'https://t.eventgrid.azure.net/api/events' },
      { eventGridTopicEndpoint: 'https://t.eventgrid.azure.net/api/events' },
    ],
  ])('are read: %s', (_, environment, expected) => {
    expect(settingsOf(environment)).toMatchObject(expected);
  });

  test('name the landing account by a connection string as well', () => {
    const LANDING_STORAGE = 'UseDevelopmentStorage=true';
    expect(settingsOf({ LANDING_STORAGE__blobServiceUri: undefined, LANDING_STORAGE }).landing.account).toEqual({
      by: 'connectionString',
      connectionString: LANDING_STORAGE,
    });
  });
});

describe('a fault is named', () => {
  test.each([
    [
      'GRAPH_BASE_URL',
      [
        'http://graph.microsoft.com',
        'graph.microsoft.com',
        'https://u:p@a.example',
        'https://a.example?x=1',
        'https://a.example/v1?',
        'https://a.example/#',
        'https://',
      ],
    ],
    ['PARTNER_CENTER_BASE_URL', ['http://127.0.0.1:1/v1']],
    ['SOURCE_HOSTS', ['https://a.example', 'a.example/x', '*.example', 'a..example', ',', '.', 'a b']],
    ['LANDING_CONTAINER', ['Ab', 'ab', '-abc', 'abc-', 'a--b', '$root', 'a_b', 'x'.repeat(64)]],
    [
      'LANDING_PREFIX',
      ['x', '/x/', 'x//', '../', 'a/../', './', 'a/./', 'a\\', 'ä/', 'a b/', 'a./', '.../', `${'x'.repeat(256)}/`],
    ],
    ['EVENT_GRID_TOPIC_ENDPOINT', ['http://a.example', 'https://a.example/?key=1']],
    [
      'INVOICE_SCHEDULE',
      [
        'x',
        '* * * * *',
        '0 60 * * * *',
        '0 0 24 * * *',
        '0 0 0 0 * *',
        '0 0 0 32 * *',
        '0 0 0 * 13 *',
        '0 0 0 * * 8',
        '0 0 0 * * 7',
        '0 */0 * * * *',
        '0 0 0 * * Foo',
        '0 0 0 * Foo *',
        '0 0 Mon * * *',
        '0 0 5 * * *; rm',
        '0 0 0 * * 1-',
        '0,,1 0 0 * * *',
        '@daily',
        '0 0\t0 * * 6',
        '*/0 * * * * *',
        '*/9999999999 * * * * *',
        '0 0 0 * Ja *',
        '0 0 0 L * *',
      ],
    ],
    ['UNBILLED_SCHEDULE', ['soon']],
    ['INVOICE_EXPORTS', ['unbilledUsage', 'billedUsage,x', ',', 'BilledUsage']],
    ['UNBILLED_EXPORTS', ['billedUsage']],
    ['INVOICE_LOOKBACK_DAYS', ['0', '1001', '-1', '1.5', '1e2', 'x', '70 days', '9'.repeat(30)]],
    ['UNBILLED_CURRENCIES', ['eur', 'EURO', 'EUR;USD', 'E']],
    ['ATTRIBUTE_SET', ['Full', 'all']],
    ['ANALYSIS', ['On', 'true', '1', 'yes']],
    ['TABLES', ['false', 'onn']],
    ['FOCUS', ['OFF', '0']],
    ['FINOPS_HUB_STORAGE__blobServiceUri', ['http://hub.blob.core.windows.net', 'hub']],
    ['FINOPS_HUB_CONTAINER', ['In', '-a-']],
    ['OPERATION_DEADLINE_MINUTES', ['0', '10081', '1.5']],
    ['MAX_FILE_BYTES', ['0', '390', '1048575', '419430400001', '390 GiB', '1e9', '-1048576', '9'.repeat(16)]],
    ['HISTORY_RETENTION_DAYS', ['0', '3651', '']],
  ])('%s', (name, values) => {
    for (const value of values.filter((text) => text !== '')) {
      expect([value, faultNames({ ...LANDING, [name]: value })]).toEqual([value, [name]]);
    }
  });

  test.each([
    ['no landing account', {}, ['LANDING_STORAGE__blobServiceUri']],
    ['two of them', { ...LANDING, LANDING_STORAGE: 'UseDevelopmentStorage=true' }, ['LANDING_STORAGE']],
    [
      'a landing account over http',
      { LANDING_STORAGE__blobServiceUri: 'http://a.example' },
      ['LANDING_STORAGE__blobServiceUri'],
    ],
    ['a landing account that is no connection string', { LANDING_STORAGE: 'x' }, ['LANDING_STORAGE']],
    ['FOCUS without analyses', { ...LANDING, ANALYSIS: 'off', FOCUS: 'on' }, ['FOCUS']],
    [
      'a hub without analyses',
      { ...LANDING, ANALYSIS: 'off', FINOPS_HUB_STORAGE__blobServiceUri: 'https://hub.blob.core.windows.net' },
      ['FINOPS_HUB_STORAGE__blobServiceUri'],
    ],
    ['half a tenant', { ...LANDING, PARTNER_TENANT_ID: GUID }, ['PARTNER_TENANT_ID']],
    ['the other half', { ...LANDING, PARTNER_CLIENT_ID: GUID }, ['PARTNER_TENANT_ID']],
    [
      'a tenant that is no GUID',
      { ...LANDING, PARTNER_TENANT_ID: 'x', PARTNER_CLIENT_ID: GUID },
      ['PARTNER_TENANT_ID'],
    ],
  ])('for %s', (_, environment, expected) => {
    expect(faultNames(environment)).toEqual(expected);
  });

  test('together with all others, each with what was expected and none with its value', () => {
    const names = Object.keys(settingSchemas).filter((name) => name !== 'LANDING_STORAGE__blobServiceUri');
    const read = readSettings(Object.fromEntries(names.map((name) => [name, '§SECRET§'])));
    expect(read.ok).toBe(false);
    if (read.ok) return;
    expect(new Set(read.faults.map(({ name }) => name))).toEqual(new Set(names));
    for (const { message } of read.faults) {
      expect(message).toMatch(/^expected /);
      expect(message).not.toContain('SECRET');
    }
  });
});

describe('schedules', () => {
  test.each([
    '0 30 5 * * *',
    '*/10 * * * * *',
    '0 0 0 1,15 * *',
    '0 0 9-17/2 * Jan-Mar Mon-Fri',
    '0 0 0 * * 0',
    '0  0 0 * * 6',
    '0 5/15 * * * *',
    '0 0 0 * * Fri-Mon',
    '0 0 0 * December sunday',
  ])('%j is taken as it is', (schedule) => {
    expect(scheduleOf('INVOICE_SCHEDULE', { INVOICE_SCHEDULE: schedule })).toBe(schedule);
    expect(faultNames({ ...LANDING, INVOICE_SCHEDULE: schedule })).toEqual([]);
  });

  test.each([undefined, '', ' ', 'soon', '61 * * * * *', '0 0 0 * * 7', '0 0 0 * * Foo'])(
    '%j falls back on the default, so that the functions are registered',
    (schedule) => {
      expect(scheduleOf('INVOICE_SCHEDULE', { INVOICE_SCHEDULE: schedule })).toBe('0 30 5 * * *');
      expect(scheduleOf('UNBILLED_SCHEDULE', { UNBILLED_SCHEDULE: schedule })).toBe('0 30 4 * * *');
    },
  );
});

test('whatever the environment holds, reading it never throws', () => {
  const environment = fc.dictionary(fc.constantFrom(...Object.keys(settingSchemas)), fc.string());
  fc.assert(fc.property(environment, (given) => typeof readSettings(given).ok === 'boolean'));
});
