import { compareKeys, matchKey } from './groupKey.ts';
import { mergeReconciliationGroups, type ReconciliationGroup } from './reconciliationGroup.ts';
import { mergeUsageGroups, type UsageGroup } from './usageGroup.ts';

/** What both sides say of one key, by lower-cased currency. */
export interface Pair {
  usage: Map<string, UsageGroup>;
  reconciliation: Map<string, ReconciliationGroup>;
}

/**
 * Walks two sorted streams of groups side by side. Usage has a group for every entitlement, reconciliation knows none: those of one key are taken together.
 * No more than one key of each side is held at a time.
 */
export async function* pairs(
  usage: AsyncIterable<UsageGroup>,
  reconciliation: AsyncIterable<ReconciliationGroup>,
): AsyncGenerator<Pair, void, void> {
  const left = byMatchKey(usage, mergeUsageGroups);
  const right = byMatchKey(reconciliation, mergeReconciliationGroups);
  try {
    let [a, b] = [await next(left), await next(right)];
    while (a || b) {
      const order = !b ? -1 : !a ? 1 : compareKeys(a.key, b.key);
      yield {
        usage: order <= 0 && a ? a.groups : new Map(),
        reconciliation: order >= 0 && b ? b.groups : new Map(),
      };
      if (order <= 0) a = await next(left);
      if (order >= 0) b = await next(right);
    }
  } finally {
    await Promise.all([left.return(), right.return()]);
  }
}

interface OfOneKey<Group> {
  key: string;
  groups: Map<string, Group>;
}

async function* byMatchKey<Group extends UsageGroup | ReconciliationGroup>(
  groups: AsyncIterable<Group>,
  merge: (a: Group, b: Group) => Group,
): AsyncGenerator<OfOneKey<Group>, void, void> {
  let current: OfOneKey<Group> | undefined;
  for await (const group of groups) {
    const key = matchKey(group);
    if (current && compareKeys(key, current.key) < 0) throw new Error('groups that are not sorted by their key');
    if (current && key !== current.key) yield current;
    if (!current || key !== current.key) current = { key, groups: new Map() };
    const currency = group.currency.toLowerCase();
    const before = current.groups.get(currency);
    current.groups.set(currency, before ? merge(before, group) : group);
  }
  if (current) yield current;
}

async function next<Item>(items: AsyncGenerator<Item, void, void>): Promise<Item | undefined> {
  const result = await items.next();
  return result.done ? undefined : result.value;
}
