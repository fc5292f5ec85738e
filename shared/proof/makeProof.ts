import { type Decimal, decimalText, parseDecimal } from '../decimal.ts';
import type { Comparison, GroupSums, JudgedGroup } from './comparison.ts';
import type { Proof, ProofReason, ProofState } from './proofDocument.ts';
import { type Tie, tieOf } from './tie.ts';

/** What Partner Center says of the invoice. Undefined: it did not say, or was not asked yet. */
export interface InvoiceWords {
  /** The text of the JSON number. */
  totalCharges: string | undefined;
  invoiceDate: string | undefined;
  documentType: string | undefined;
  currencyCode: string | undefined;
}

/** One kind of the invoice: a version whose sums are there, the service's word that it has nothing, or neither. */
export type Side = { version: string; unreadableLines: number } | 'noData' | 'absent';

export interface ProofInputs {
  invoiceId: string;
  invoice: InvoiceWords;
  usage: Side;
  reconciliation: Side;
  comparison: Comparison;
  /** ISO 8601 */
  asOf: string;
  before: Pick<Proof, 'state' | 'usageMissingSince'> | undefined;
}

/** The proof of one invoice from everything that is known of it. */
export function makeProof(inputs: ProofInputs): Proof {
  const { invoiceId, invoice, usage, reconciliation, comparison, asOf, before } = inputs;
  const totalCharges = invoice.totalCharges === undefined ? undefined : parseDecimal(invoice.totalCharges);
  const billed = isThere(reconciliation) ? comparison.reconciliation : undefined;
  const tie = tieOf(totalCharges, billed);
  const reasons = reasonsOf(inputs, tie);
  const state = stateOf(inputs, reasons);
  const comparable = isThere(reconciliation) && !reasons.includes('usageAwaited') && state !== 'notApplicable';
  return {
    schemaVersion: 1,
    invoiceId,
    currency: comparison.currency ?? null,
    state,
    reasons,
    asOf,
    usageMissingSince: state === 'usageMissing' ? (since(before) ?? asOf) : null,
    invoice: {
      totalCharges: totalCharges ? decimalText(totalCharges) : null,
      invoiceDate: invoice.invoiceDate ?? null,
      documentType: invoice.documentType ?? null,
      tiesTo: tie.tiesTo,
      difference: tie.difference ? decimalText(tie.difference) : null,
    },
    reconciliation: isThere(reconciliation)
      ? { version: reconciliation.version, ...reconciliationTexts(comparison.reconciliation) }
      : null,
    usage: isThere(usage)
      ? { version: usage.version, ...comparison.usage, preTaxTotal: decimalText(comparison.usage.preTaxTotal) }
      : null,
    groups: comparable ? groupTexts(comparison.groups, comparison.currency) : null,
  };
}

function isThere(side: Side): side is Exclude<Side, string> {
  return typeof side === 'object';
}

/** A kind without lines, whichever way the service said so. */
function isEmpty(side: Side, lines: number): boolean {
  return isThere(side) ? lines === 0 && side.unreadableLines === 0 : side === 'noData';
}

function since(before: ProofInputs['before']): string | undefined {
  return before?.state === 'usageMissing' ? (before.usageMissingSince ?? undefined) : undefined;
}

function reasonsOf({ usage, reconciliation, comparison }: ProofInputs, tie: Tie): ProofReason[] {
  const { usage: used, reconciliation: billed, groups } = comparison;
  if (isEmpty(usage, used.lines) && isEmpty(reconciliation, billed.lines)) return [];
  const isComparable = isThere(reconciliation) && (isThere(usage) || billed.consumption.lines === 0);
  const unreadable = [usage, reconciliation].some((side) => isThere(side) && side.unreadableLines > 0);
  const holds: Record<ProofReason, boolean> = {
    reconciliationAwaited: !isThere(reconciliation),
    usageAwaited: isThere(reconciliation) && !isComparable,
    totalAwaited: isThere(reconciliation) && tie.tiesTo === 'unknown',
    usageMissing: isComparable && groups.usageMissing > 0,
    groupsUnexplained: isComparable && groups.unexplained > 0,
    linesDoNotAddUp: billed.linesThatDoNotAddUp > 0,
    linesUnreadable: unreadable,
    currenciesMixed: used.linesInOtherCurrencies + billed.linesInOtherCurrencies > 0,
    invoiceDoesNotTie: tie.tiesTo === 'none',
  };
  return Object.entries(holds).flatMap(([reason, held]) => (held ? [reason as ProofReason] : []));
}

const AWAITED: readonly ProofReason[] = ['reconciliationAwaited', 'usageAwaited', 'totalAwaited'];

function stateOf({ usage, reconciliation, comparison }: ProofInputs, reasons: readonly ProofReason[]): ProofState {
  const { usage: used, reconciliation: billed } = comparison;
  if (isEmpty(usage, used.lines) && isEmpty(reconciliation, billed.lines)) return 'notApplicable';
  if (reasons.some((reason) => AWAITED.includes(reason))) return 'pending';
  if (reasons.includes('usageMissing')) return 'usageMissing';
  return reasons.length > 0 ? 'unexplained' : 'proved';
}

function reconciliationTexts(sums: Comparison['reconciliation']) {
  const { subtotal, taxTotal, total, consumption, ...counts } = sums;
  return {
    ...counts,
    ...texts({ subtotal, taxTotal, total }),
    consumption: { ...consumption, subtotal: decimalText(consumption.subtotal) },
  };
}

function groupTexts({ worst, difference, ...counts }: GroupSums, currency: string | undefined): Proof['groups'] {
  return {
    ...counts,
    difference: decimalText(difference),
    worst: worst.map((group) => worstText(group, currency)),
  };
}

function worstText(group: JudgedGroup, invoiceCurrency: string | undefined) {
  const { customerId, subscriptionId, productId, skuId, currency, state } = group;
  const { usage, reconciliation, difference, lower, upper } = group;
  return {
    customerId,
    subscriptionId,
    productId,
    skuId,
    ...(currency.toLowerCase() === invoiceCurrency?.toLowerCase() ? {} : { currency }),
    ...texts({ usage, reconciliation, difference, lower, upper }),
    state: state === 'usageMissing' ? ('usageMissing' as const) : ('unexplained' as const),
  };
}

function texts<Name extends string>(amounts: Record<Name, Decimal>): Record<Name, string> {
  const entries = Object.entries<Decimal>(amounts).map(([name, value]) => [name, decimalText(value)]);
  return Object.fromEntries(entries) as Record<Name, string>;
}
