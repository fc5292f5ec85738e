/** The API as the page sees it: the same routes as for programs, below `/api/console/`. Amounts are exact texts and stay texts. */
export const EXPORT_STATUSES = [
  'queued',
  'running',
  'completed',
  'unchanged',
  'noData',
  'rejected',
  'failed',
  'cancelled',
] as const;

export interface Failure {
  code: string;
  message: string;
  help?: string;
}

export interface Sum {
  column: string;
  currency: string;
  sum: string;
  negative?: string;
  lines?: number;
}

export interface Drift {
  code: string;
  column: string;
  message: string;
}

export interface Analysis {
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'off';
  sums?: Sum[];
  figures?: string | null;
  changes?: string | null;
  drift?: Drift[];
  driftTotal?: number;
  warnings?: Failure[];
  table?: { path: string; version: number; rows: number } | null;
}

export interface ExportRequest {
  kind: string;
  invoiceId?: string;
  currencyCode?: string;
  billingPeriod?: string;
  month?: string;
  attributeSet?: string;
  force?: boolean;
}

export interface Export {
  id: string;
  request: ExportRequest;
  status: (typeof EXPORT_STATUSES)[number];
  phase: string | null;
  /** Of one run, when they are asked for. */
  phases?: { phase: string; enteredAt: string }[];
  attempt?: number | null;
  progress: { filesDone: number; filesTotal: number; bytes: number; lines: number } | null;
  startedAt: string | null;
  updatedAt: string;
  endedAt: string | null;
  result: { version: string; manifest: string; files: number; lines: number; bytes: number } | null;
  error: Failure | null;
  warnings: Failure[];
  analysis?: Analysis | null;
}

export interface KindState {
  status: string;
  version: string | null;
  lines: number | null;
  sum: string | null;
  lastRun: string | null;
  exportId: string | null;
}

export interface Invoice {
  invoiceId: string;
  invoiceDate: string | null;
  month?: string | null;
  currency: string | null;
  documentType?: string | null;
  totalCharges: string | null;
  kinds: Record<string, KindState>;
  proof: { state: string; difference: string | null } | null;
}

/** An open month of one currency, in the form of an invoice. */
export interface UnbilledMonth {
  month: string;
  currency: string;
  kinds: Record<string, KindState>;
}

export interface Group {
  customerId: string;
  subscriptionId: string;
  productId: string;
  skuId: string;
  usage: string;
  reconciliation: string;
  difference: string;
  lower: string;
  upper: string;
  state: string;
}

export interface Proof {
  invoiceId: string;
  currency: string;
  state: string;
  asOf: string;
  invoice: { totalCharges: string | null; documentType?: string | null; tiesTo: string; difference: string | null };
  reconciliation: { version: string; lines: number; subtotal: string; taxTotal: string; total: string } | null;
  usage: { version: string; lines: number; preTaxTotal: string } | null;
  groups: {
    compared: number;
    withinRounding: number;
    usageMissing: number;
    unexplained: number;
    difference: string;
    worst?: Group[];
  } | null;
}

/** A customer whose sum differs between two versions. */
export interface Change {
  customerId: string;
  customerName: string;
  currency: string;
  before: string;
  after: string;
  difference: string;
}

export interface VersionOfKind {
  version: string;
  lines: number | null;
  sum: string | null;
  /** Against the version before it; null of the first. */
  difference: string | null;
  /** Path of `_changes.json`. */
  changes: string | null;
  /** Of the newest version, greatest difference first. */
  customers?: Change[];
}

export interface InvoiceDetail extends Omit<Invoice, 'kinds' | 'proof'> {
  proof: Proof | null;
  kinds: Record<string, KindState & { versions: VersionOfKind[] }>;
}

export interface Cost {
  customerId: string;
  customerName: string;
  sum: string;
}

export interface Check {
  ok: boolean;
  detail?: string;
  errors?: { name: string; message: string }[];
}

export interface Health {
  ok: boolean;
  checks: Record<string, Check>;
}

export interface Page<T> {
  value: T[];
  nextLink?: string;
}

/** A refusal of the API, or no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: { path: string; message: string }[];

  constructor(status: number, problem: { code?: string; detail?: string; errors?: ApiError['errors'] }) {
    super(problem.detail ?? `The API answered ${status}.`);
    this.status = status;
    this.code = problem.code ?? `HTTP ${status}`;
    this.errors = problem.errors ?? [];
  }
}

const BASE = './console/';
/** A call that takes longer is told as no answer; the page asks again by itself. */
const TIME_LIMIT_MS = 30_000;

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  const response = await fetch(BASE + path, { ...init, signal }).catch((error: unknown) => {
    throw new ApiError(0, {
      code: 'NoAnswer',
      detail: `No answer from the app: ${error instanceof Error ? error.message : error}`,
    });
  });
  const text = await response.text();
  const body: unknown = text === '' ? {} : parsed(text);
  // Health answers 503 with a body of its own.
  if (!response.ok && !(path === 'health' && response.status === 503))
    throw new ApiError(response.status, body as object);
  return body as T;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 200) };
  }
}

export const get = <T>(path: string): Promise<T> => send<T>(path, {});

export const post = <T>(path: string, body: object = {}): Promise<T> =>
  send<T>(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** The token of a page's `nextLink`, which names the door for programs. */
export function nextToken({ nextLink }: Page<unknown>): string | undefined {
  return nextLink === undefined ? undefined : (new URL(nextLink).searchParams.get('continuationToken') ?? undefined);
}

export function query(values: Record<string, string | number | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
