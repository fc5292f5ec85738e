import type { Decimal } from '../decimal.ts';
import { EXPORT_KINDS, type ExportKind } from '../export/kinds.ts';
import type { BlobStore } from '../landing/blobStore.ts';
import {
  mergeReconciliationGroups,
  mergeUsageGroups,
  parseReconciliationGroup,
  parseUsageGroup,
  type ReconciliationGroup,
  reconciliationGroupText,
  reconciliationKey,
  type UsageGroup,
  usageGroupText,
  usageKey,
} from '../proof/groups.ts';
import { mergeFiles, type RecordForm, readSorted, writeSorted } from './sortedFiles.ts';

/** Which attributes the lines of a kind have: those of daily rated usage, those of invoice reconciliation, or such as nobody knows yet. */
export type LineFamily = (typeof EXPORT_KINDS)[ExportKind]['lines'];

export function familyOf(kind: ExportKind): LineFamily {
  return EXPORT_KINDS[kind].lines;
}

export const USAGE_FORM: RecordForm<UsageGroup> = {
  text: usageGroupText,
  parse: parseUsageGroup,
  key: usageKey,
  merge: mergeUsageGroups,
};

export const RECONCILIATION_FORM: RecordForm<ReconciliationGroup> = {
  text: reconciliationGroupText,
  parse: parseReconciliationGroup,
  key: reconciliationKey,
  merge: mergeReconciliationGroups,
};

/** What changes and costs read of a group, whichever family it is of. */
export interface GroupSum {
  /** Sorts as in the file. */
  key: string;
  customerId: string;
  customerName: string;
  currency: string;
  lines: number;
  /** What its lines cost before tax (usage), or in all (reconciliation). */
  amount: Decimal;
  /** Before tax, so that usage and reconciliation can stand in one picture. */
  beforeTax: Decimal;
  /** Of that, consumption of an Azure plan, which usage has line by line. */
  consumption: Decimal;
  /** Every amount of it: where one of them differs, the group has changed. */
  sums: readonly Decimal[];
}

export function usageSum(group: UsageGroup): GroupSum {
  const { customerId, customerName, currency, lines, billingPreTaxTotal: amount, pricingPreTaxTotal } = group;
  const sums = [amount, pricingPreTaxTotal];
  const key = usageKey(group);
  return { key, customerId, customerName, currency, lines, amount, beforeTax: amount, consumption: amount, sums };
}

export function reconciliationSum(group: ReconciliationGroup): GroupSum {
  const { customerId, customerName, currency, lines, subtotal, taxTotal, total: amount } = group;
  const sums = [subtotal, taxTotal, amount];
  const key = reconciliationKey(group);
  const consumption = group.azure.subtotal;
  return { key, customerId, customerName, currency, lines, amount, beforeTax: subtotal, consumption, sums };
}

/** Files of groups, whichever family they are of. */
export interface GroupFiles {
  /** Merges sorted files into a new one of this name; answers how many groups it has. */
  merge(store: BlobStore, path: string, files: readonly string[], scratch: string): Promise<number>;
  /** What a sorted file holds, in its order. */
  sums(store: BlobStore, path: string): AsyncIterable<GroupSum>;
}

function groupFiles<Group>(form: RecordForm<Group>, sumOf: (group: Group) => GroupSum): GroupFiles {
  return {
    async merge(store, path, files, scratch) {
      const { records } = await writeSorted(store, path, mergeFiles(store, files, form, scratch), form);
      return records;
    },
    async *sums(store, path) {
      for await (const group of readSorted(store, path, form)) yield sumOf(group);
    },
  };
}

export const GROUP_FILES: Readonly<Record<LineFamily, GroupFiles>> = {
  usage: groupFiles(USAGE_FORM, usageSum),
  reconciliation: groupFiles(RECONCILIATION_FORM, reconciliationSum),
  // Files without a group, of whatever form.
  unknown: groupFiles(USAGE_FORM, usageSum),
};
