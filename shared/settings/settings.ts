import { z } from 'zod';
import { DEFAULT_LIMITS } from '../copy/limits.ts';
import { BILLED_KINDS, type BilledKind, UNBILLED_KINDS, type UnbilledKind } from '../export/kinds.ts';
import { ATTRIBUTE_SETS, type AttributeSet } from '../export/request.ts';
import {
  connectionString,
  containerName,
  httpsUrl,
  ncrontab,
  onOrOff,
  sourceHosts,
  textList,
  wholeNumber,
} from './formats.ts';

/** Where the landing account is: by identity, or (Azurite, private setups) by connection string. */
export type LandingAccount = { by: 'identity'; url: string } | { by: 'connectionString'; connectionString: string };

export interface Settings {
  graphBaseUrl: string;
  partnerCenterBaseUrl: string;
  /** Exact host names, or suffixes that begin with a dot. */
  sourceHosts: readonly string[];
  /** Present only when the partner tenant is not the tenant of the identity. */
  partnerTenant?: { tenantId: string; clientId: string };
  landing: { account: LandingAccount; container: string; prefix: string };
  eventGridTopicEndpoint?: string;
  invoices: { exports: readonly BilledKind[]; lookbackDays: number };
  unbilled: { exports: readonly UnbilledKind[]; currencies: readonly string[] };
  attributeSet: AttributeSet;
  /** What is made of a landed version; without analysis there are no tables, no FOCUS and no hub. */
  analysis: { on: boolean; tables: boolean; focus: boolean; hub?: { url: string; container: string } };
  operationDeadlineMs: number;
  /** Unpacked bytes of one file at most. */
  maxFileBytes: number;
  historyRetentionMs: number;
}

export interface SettingFault {
  name: string;
  message: string;
}

export type ReadSettings = { ok: true; settings: Settings } | { ok: false; faults: SettingFault[] };

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A smaller limit is a mistake of units, and would end every export. */
const SMALLEST_FILE_LIMIT_BYTES = 1024 * 1024;
const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Every setting of the program, by its name in the environment. */
export const settingSchemas = {
  GRAPH_BASE_URL: httpsUrl.default('https://graph.microsoft.com/v1.0'),
  PARTNER_CENTER_BASE_URL: httpsUrl.default('https://api.partnercenter.microsoft.com/v1'),
  SOURCE_HOSTS: sourceHosts.default(['.blob.core.windows.net', '.dfs.core.windows.net']),
  PARTNER_TENANT_ID: z.string().regex(GUID, 'expected the GUID of the partner tenant').optional(),
  PARTNER_CLIENT_ID: z.string().regex(GUID, 'expected the GUID of the app registration').optional(),
  LANDING_STORAGE__blobServiceUri: httpsUrl.optional(),
  LANDING_STORAGE: connectionString.optional(),
  LANDING_CONTAINER: containerName.default('partner-billing'),
  LANDING_PREFIX: z
    .string()
    .max(256, 'expected at most 256 characters')
    .regex(
      // Storage drops dots at the end of a segment.
      /^(?:[A-Za-z0-9._=-]*[A-Za-z0-9_=-]\/)+$/,
      'expected a path that ends in "/", of letters, digits and . _ = -, without a leading slash or a dot before a slash',
    )
    .default(''),
  EVENT_GRID_TOPIC_ENDPOINT: httpsUrl.optional(),
  INVOICE_SCHEDULE: ncrontab.default('0 30 5 * * *'),
  INVOICE_EXPORTS: textList(BILLED_KINDS).default(['billedUsage', 'billedReconciliation']),
  INVOICE_LOOKBACK_DAYS: wholeNumber(1, 1000).default(70),
  UNBILLED_SCHEDULE: ncrontab.default('0 30 4 * * *'),
  UNBILLED_CURRENCIES: textList(/^[A-Z]{3}$/, 'ISO 4217 codes in capitals, such as EUR,USD').default([]),
  UNBILLED_EXPORTS: textList(UNBILLED_KINDS).default(['unbilledUsage', 'unbilledReconciliation']),
  ATTRIBUTE_SET: z.enum(ATTRIBUTE_SETS, 'expected full or basic').default('full'),
  ANALYSIS: onOrOff.default('on'),
  TABLES: onOrOff.default('on'),
  FOCUS: onOrOff.default('off'),
  FINOPS_HUB_STORAGE__blobServiceUri: httpsUrl.optional(),
  FINOPS_HUB_CONTAINER: containerName.default('ingestion'),
  OPERATION_DEADLINE_MINUTES: wholeNumber(1, 7 * 24 * 60).default(120),
  MAX_FILE_BYTES: wholeNumber(SMALLEST_FILE_LIMIT_BYTES, DEFAULT_LIMITS.mostOutputBytes).default(
    DEFAULT_LIMITS.mostOutputBytes,
  ),
  HISTORY_RETENTION_DAYS: wholeNumber(1, 3650).default(90),
} as const;

const schema = z.object(settingSchemas);
type Parsed = z.infer<typeof schema>;

/** Reads all settings and lists every fault at once, by name, with what was expected. An empty value counts as not set. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): ReadSettings {
  const given = Object.fromEntries(
    Object.keys(settingSchemas).map((name) => [name, environment[name]?.trim() || undefined]),
  );
  const parsed = schema.safeParse(given);
  const faults: SettingFault[] = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ name: String(path[0]), message }));

  const account = landingAccount(given);
  if (!account) {
    faults.push({
      name: 'LANDING_STORAGE__blobServiceUri',
      message: 'expected the https URL of the landing account here, or a connection string in LANDING_STORAGE',
    });
  }
  if (given.LANDING_STORAGE && given.LANDING_STORAGE__blobServiceUri) {
    faults.push({ name: 'LANDING_STORAGE', message: 'expected only one of this and LANDING_STORAGE__blobServiceUri' });
  }
  if (Boolean(given.PARTNER_TENANT_ID) !== Boolean(given.PARTNER_CLIENT_ID)) {
    faults.push({ name: 'PARTNER_TENANT_ID', message: 'expected together with PARTNER_CLIENT_ID, or neither' });
  }
  faults.push(...withoutAnalysis(given));
  if (!parsed.success || !account || faults.length > 0) return { ok: false, faults };

  const read = parsed.data;
  return {
    ok: true,
    settings: {
      graphBaseUrl: read.GRAPH_BASE_URL,
      partnerCenterBaseUrl: read.PARTNER_CENTER_BASE_URL,
      sourceHosts: read.SOURCE_HOSTS,
      ...(read.PARTNER_TENANT_ID && read.PARTNER_CLIENT_ID
        ? { partnerTenant: { tenantId: read.PARTNER_TENANT_ID, clientId: read.PARTNER_CLIENT_ID } }
        : {}),
      landing: { account, container: read.LANDING_CONTAINER, prefix: read.LANDING_PREFIX },
      ...(read.EVENT_GRID_TOPIC_ENDPOINT ? { eventGridTopicEndpoint: read.EVENT_GRID_TOPIC_ENDPOINT } : {}),
      invoices: { exports: read.INVOICE_EXPORTS, lookbackDays: read.INVOICE_LOOKBACK_DAYS },
      unbilled: { exports: read.UNBILLED_EXPORTS, currencies: read.UNBILLED_CURRENCIES },
      attributeSet: read.ATTRIBUTE_SET,
      analysis: analysisOf(read),
      operationDeadlineMs: read.OPERATION_DEADLINE_MINUTES * MINUTE_MS,
      maxFileBytes: read.MAX_FILE_BYTES,
      historyRetentionMs: read.HISTORY_RETENTION_DAYS * DAY_MS,
    },
  };
}

/**
 * The schedule of a timer. It is needed while the functions are registered, when a throw would leave the app without any function, so a
 * malformed one falls back on its default and is reported with the other faults.
 */
export function scheduleOf(
  name: 'INVOICE_SCHEDULE' | 'UNBILLED_SCHEDULE',
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const parsed = settingSchemas[name].safeParse(environment[name]?.trim() || undefined);
  return parsed.success ? parsed.data : settingSchemas[name].parse(undefined);
}

/** What needs an analysis, asked for while there is none. */
function withoutAnalysis(given: Record<string, string | undefined>): SettingFault[] {
  if (given.ANALYSIS !== 'off') return [];
  const message = 'expected nothing, or off, where ANALYSIS is off: it is made from analyses';
  return [
    ...(given.FOCUS === 'on' ? [{ name: 'FOCUS', message }] : []),
    ...(given.FINOPS_HUB_STORAGE__blobServiceUri ? [{ name: 'FINOPS_HUB_STORAGE__blobServiceUri', message }] : []),
  ];
}

function analysisOf(read: Parsed): Settings['analysis'] {
  const on = read.ANALYSIS === 'on';
  const url = read.FINOPS_HUB_STORAGE__blobServiceUri;
  return {
    on,
    tables: on && read.TABLES === 'on',
    // A hub takes FOCUS rows and nothing else.
    focus: on && (read.FOCUS === 'on' || url !== undefined),
    ...(url ? { hub: { url, container: read.FINOPS_HUB_CONTAINER } } : {}),
  };
}

function landingAccount(given: Record<string, string | undefined>): LandingAccount | undefined {
  const { LANDING_STORAGE__blobServiceUri: url, LANDING_STORAGE: connectionString } = given;
  if (url) return { by: 'identity', url: url.replace(/\/+$/, '') };
  return connectionString ? { by: 'connectionString', connectionString } : undefined;
}
