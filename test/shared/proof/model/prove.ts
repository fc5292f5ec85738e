import { parseDecimal } from '../../../../shared/decimal.ts';
import { compareGroups } from '../../../../shared/proof/comparison.ts';
import {
  compareKeys,
  foldReconciliationLine,
  foldUsageLine,
  parseReconciliationGroup,
  parseUsageGroup,
  type ReconciliationGroup,
  reconciliationGroupText,
  reconciliationKey,
  type UsageGroup,
  usageGroupText,
  usageKey,
} from '../../../../shared/proof/groups.ts';
import { makeProof, type ProofInputs } from '../../../../shared/proof/makeProof.ts';
import type { Proof } from '../../../../shared/proof/proofDocument.ts';
import type { ModelBilled, ModelInvoice, ModelUsage } from './proofModel.ts';

/** Lines → groups → sorted text → groups → proof: the way of the program, without its storage. */
export async function prove(
  { totalCharges, currency, usage, reconciliation }: ModelInvoice,
  more: Partial<Pick<ProofInputs, 'before' | 'asOf'>> = {},
): Promise<Proof> {
  const side = (lines: unknown[] | 'noData' | 'absent', version: string) =>
    Array.isArray(lines) ? { version, unreadableLines: 0 } : lines;
  return makeProof({
    invoiceId: 'G000000001',
    invoice: { totalCharges, invoiceDate: '2026-11-08', documentType: 'invoice', currencyCode: currency },
    usage: side(usage, 'u1'),
    reconciliation: side(reconciliation, 'r1'),
    comparison: await compareGroups(currency, each(usageGroups(usage)), each(reconciliationGroups(reconciliation))),
    asOf: '2026-11-09T05:30:00Z',
    before: undefined,
    ...more,
  });
}

export function usageGroups(lines: ModelInvoice['usage']): UsageGroup[] {
  const groups = new Map<string, UsageGroup>();
  for (const line of Array.isArray(lines) ? lines.map(usageLine) : []) {
    const key = usageKey(line);
    groups.set(key, foldUsageLine(groups.get(key), line));
  }
  return sorted(groups).map((group) => parseUsageGroup(usageGroupText(group)));
}

export function reconciliationGroups(lines: ModelInvoice['reconciliation']): ReconciliationGroup[] {
  const groups = new Map<string, ReconciliationGroup>();
  for (const line of Array.isArray(lines) ? lines.map(reconciliationLine) : []) {
    const key = reconciliationKey(line);
    groups.set(key, foldReconciliationLine(groups.get(key), line));
  }
  return sorted(groups).map((group) => parseReconciliationGroup(reconciliationGroupText(group)));
}

function sorted<Group>(groups: Map<string, Group>): Group[] {
  return [...groups].sort(([a], [b]) => compareKeys(a, b)).map(([, group]) => group);
}

function usageLine({ rate, amount, ...line }: ModelUsage) {
  return {
    ...line,
    customerName: 'Example',
    billingPreTaxTotal: decimal(amount),
    pricingPreTaxTotal: decimal(amount),
    exchangeRate: decimal(rate),
  };
}

function reconciliationLine(line: ModelBilled) {
  const { rate, price, quantity, subtotal, tax, total, meter, reservation, term, ...ids } = line;
  return {
    ...ids,
    customerName: 'Example',
    exchangeRate: decimal(rate),
    effectiveUnitPrice: decimal(price),
    billableQuantity: decimal(quantity),
    subtotal: decimal(subtotal),
    taxTotal: decimal(tax),
    total: decimal(total),
    meterDescription: meter,
    reservationOrderId: reservation,
    hasSubscriptionStart: term,
  };
}

function decimal(text: string | undefined) {
  return text === undefined ? undefined : parseDecimal(text);
}

export async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, void> {
  yield* items;
}
