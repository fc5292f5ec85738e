import { add, compare, type Decimal, decimalText, subtract, ZERO } from '../decimal.ts';
import type { ExportKind } from '../export/kinds.ts';
import type { Month } from '../export/month.ts';
import { ATTRIBUTE_SETS, type AttributeSet, type ExportSubject } from '../export/request.ts';
import type { BlobStore } from '../landing/blobStore.ts';
import type { Landing } from '../landing/landing.ts';
import { readLatest } from '../landing/latest.ts';
import { exportFolder } from '../landing/layout.ts';
import { readFiguresOf } from './figuresStore.ts';
import { familyOf, GROUP_FILES, type GroupSum, type LineFamily } from './groupForms.ts';
import { type InvoiceEntry, readIndexMonth, UNDATED } from './invoiceIndex.ts';

export interface CustomerCost {
  customerId: string;
  customerName: string;
  sum: string;
}

interface Source {
  path: string;
  family: LineFamily;
  /** `rest` leaves out consumption, which usage of the same month has. */
  part: 'all' | 'rest';
}

interface Where {
  landing: Landing;
  blobs: BlobStore;
}

/** Invoices of a month are dated in it or soon after. */
const MONTHS_BEHIND = 2;

/** What each customer cost in a month and currency, before tax, greatest first; nothing is counted twice. */
export async function costsOf(where: Where, month: Month, currency: string): Promise<CustomerCost[]> {
  const customers = new Map<string, { customerId: string; customerName: string; sum: Decimal }>();
  for (const { path, family, part } of await sourcesOf(where, month, currency)) {
    for await (const group of GROUP_FILES[family].sums(where.blobs, path)) {
      if (group.currency.toUpperCase() !== currency) continue;
      const key = group.customerId.toLowerCase();
      const known = customers.get(key);
      const { customerId, customerName } = known?.customerName ? known : group;
      customers.set(key, { customerId, customerName, sum: add(known?.sum ?? ZERO, costOf(group, part)) });
    }
  }
  return [...customers.values()]
    .sort((a, b) => compare(b.sum, a.sum) || (a.customerId < b.customerId ? -1 : 1))
    .map(({ sum, ...customer }) => ({ ...customer, sum: decimalText(sum) }));
}

function costOf({ beforeTax, consumption }: GroupSum, part: Source['part']): Decimal {
  return part === 'all' ? beforeTax : subtract(beforeTax, consumption);
}

/**
 * Which files make the month. Once the reconciliation of an invoice of it has landed, it is billed: by reconciliation, and by usage where that of an invoice is still missing.
 * Before that consumption comes from usage, billed or else unbilled, and all else from unbilled reconciliation.
 */
async function sourcesOf(where: Where, month: Month, currency: string): Promise<Source[]> {
  const invoices = await invoicesOf(where.landing, month, currency);
  const billed = await Promise.all(
    invoices.map(async ({ invoiceId, documentType }) => {
      const reconciliation = await billedSource(where, 'billedReconciliation', invoiceId);
      const source = reconciliation ?? (await billedSource(where, 'billedUsage', invoiceId));
      // Credit notes join a month; they never decide that it is billed.
      return { source, decides: reconciliation !== undefined && !/credit|adjustment/i.test(documentType ?? '') };
    }),
  );
  const found = billed.flatMap(({ source }) => source ?? []);
  if (billed.some(({ decides }) => decides)) return found;
  const hasUsage = found.some(({ family }) => family === 'usage');
  const usage = hasUsage ? undefined : await unbilledSource(where, 'unbilledUsage', month, currency);
  const others = await unbilledSource(where, 'unbilledReconciliation', month, currency);
  const part = hasUsage || usage ? 'rest' : 'all';
  return [...found, ...(usage ? [usage] : []), ...(others ? [{ ...others, part } as const] : [])];
}

async function invoicesOf(landing: Landing, month: Month, currency: string): Promise<InvoiceEntry[]> {
  const months = Array.from({ length: MONTHS_BEHIND + 1 }, (_, behind) => monthAfter(month, behind));
  const entries = (await Promise.all([...months, UNDATED].map((one) => readIndexMonth(landing, one)))).flat();
  return entries.filter((entry) => entry.month === month && (entry.currency === null || entry.currency === currency));
}

function monthAfter(month: Month, months: number): Month {
  const [year = 0, one = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, one - 1 + months, 1)).toISOString().slice(0, 7);
}

function billedSource(where: Where, kind: 'billedUsage' | 'billedReconciliation', invoiceId: string) {
  return sourceOf(where, kind, (attributeSet) => ({ kind, invoiceId, attributeSet }));
}

function unbilledSource(
  where: Where,
  kind: 'unbilledUsage' | 'unbilledReconciliation',
  month: Month,
  currencyCode: string,
) {
  return sourceOf(where, kind, (attributeSet) => ({ kind, currencyCode, month, attributeSet }));
}

/** The groups of the newest version, of the full set where it has landed. */
async function sourceOf(
  { landing }: Where,
  kind: ExportKind,
  subjectOf: (attributeSet: AttributeSet) => ExportSubject,
): Promise<Source | undefined> {
  for (const attributeSet of ATTRIBUTE_SETS) {
    const subject = subjectOf(attributeSet);
    const latest = await readLatest(landing, exportFolder(landing.prefix, subject));
    const groups = latest && (await readFiguresOf(landing, subject, latest.version))?.document.groups;
    if (groups) return { path: groups, family: familyOf(kind), part: 'all' };
  }
  return undefined;
}
