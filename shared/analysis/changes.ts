import { add, compare, type Decimal, decimalText, isZero, sign, subtract, ZERO } from '../decimal.ts';
import type { GroupSum } from './groupForms.ts';
import type { RecordForm } from './sortedFiles.ts';
import type { Spill } from './spill.ts';

/** A customer whose sum in one currency is not what it was. */
export interface CustomerChange {
  customerId: string;
  customerName: string;
  currency: string;
  before: Decimal;
  after: Decimal;
}

export interface GroupChanges {
  added: number;
  removed: number;
  /** In both versions, with other lines or sums. */
  changed: number;
}

/** Sorted by the size of the difference, greatest first. */
export const CUSTOMER_FORM: RecordForm<CustomerChange> = {
  text: (change) => `${JSON.stringify(customerJson(change))}\n`,
  parse: (line) => {
    const { before, after, ...rest } = JSON.parse(line);
    return { ...rest, before: exactOf(before), after: exactOf(after) };
  },
  key: (change) =>
    `${descending(subtract(change.after, change.before))} ${change.customerId.toLowerCase()} ${change.currency}`,
  merge: (a) => a,
};

export function customerJson({ customerId, customerName, currency, before, after }: CustomerChange) {
  return {
    customerId,
    customerName,
    currency,
    before: decimalText(before),
    after: decimalText(after),
    difference: decimalText(subtract(after, before)),
  };
}

/**
 * Walks the groups of two versions side by side, both in their order. Groups of one customer stand together there, so that one customer is held at a time;
 * those that differ go to `customers`.
 */
export async function compareGroups(
  before: AsyncIterable<GroupSum>,
  after: AsyncIterable<GroupSum>,
  customers: Spill<CustomerChange>,
): Promise<GroupChanges> {
  const changes: GroupChanges = { added: 0, removed: 0, changed: 0 };
  let customer = new Map<string, CustomerChange>();
  let customerKey: string | undefined;
  const flush = async () => {
    for (const change of customer.values()) {
      if (compare(change.before, change.after) !== 0) customers.held.set(CUSTOMER_FORM.key(change), change);
    }
    customer = new Map();
    await customers.relieve();
  };
  for await (const [old, fresh] of pairs(before, after)) {
    if (!old) changes.added++;
    else if (!fresh) changes.removed++;
    else if (differs(old, fresh)) changes.changed++;
    const one = fresh ?? old;
    if (!one) continue;
    const key = one.customerId.toLowerCase();
    if (key !== customerKey) await flush();
    customerKey = key;
    const known = customer.get(one.currency) ?? { ...identity(one), before: ZERO, after: ZERO };
    customer.set(one.currency, {
      ...known,
      customerName: known.customerName || one.customerName,
      before: old ? add(known.before, old.amount) : known.before,
      after: fresh ? add(known.after, fresh.amount) : known.after,
    });
  }
  await flush();
  return changes;
}

function identity({ customerId, customerName, currency }: GroupSum) {
  return { customerId, customerName, currency };
}

function differs(a: GroupSum, b: GroupSum): boolean {
  return a.lines !== b.lines || a.sums.some((sum, index) => compare(sum, b.sums[index] ?? ZERO) !== 0);
}

/** Two sorted streams, a pair for each key. */
async function* pairs(
  left: AsyncIterable<GroupSum>,
  right: AsyncIterable<GroupSum>,
): AsyncGenerator<[GroupSum | undefined, GroupSum | undefined]> {
  const [from, to] = [left[Symbol.asyncIterator](), right[Symbol.asyncIterator]()];
  try {
    let [a, b] = [await from.next(), await to.next()];
    while (!a.done || !b.done) {
      const onlyLeft = b.done || (!a.done && a.value.key < b.value.key);
      const onlyRight = a.done || (!b.done && b.value.key < a.value.key);
      yield [onlyRight || a.done ? undefined : a.value, onlyLeft || b.done ? undefined : b.value];
      if (!onlyRight) a = await from.next();
      if (!onlyLeft) b = await to.next();
    }
  } finally {
    await from.return?.();
    await to.return?.();
  }
}

/** A text that sorts a number's size downwards: digits and their count are turned round, and the longer fraction comes first. */
function descending(value: Decimal): string {
  if (isZero(value)) return '~';
  const text = decimalText(sign(value) < 0 ? { ...value, unscaled: -value.unscaled } : value);
  const [whole = '', fraction = ''] = text.split('.');
  const turned = `${whole}${fraction.replace(/0+$/, '')}`.replace(/\d/g, (digit) => String(9 - Number(digit)));
  return `${String(99_999 - whole.length).padStart(5, '0')}${turned}~`;
}

function exactOf(text: string): Decimal {
  const [whole = '', fraction = ''] = text.split('.');
  return { unscaled: BigInt(whole + fraction), scale: fraction.length };
}
