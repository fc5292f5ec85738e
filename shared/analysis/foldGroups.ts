import { type Decimal, parseDecimal } from '../decimal.ts';
import type { BlobStore } from '../landing/blobStore.ts';
import { decimalAt, isNullAt, textAt } from '../lines/batch.ts';
import type { Column } from '../lines/columns.ts';
import { columnIndex } from '../lines/dictionary.ts';
import type { LineBatch } from '../lines/lineScanner.ts';
import { foldReconciliationLine, foldUsageLine } from '../proof/groups.ts';
import { type LineFamily, RECONCILIATION_FORM, USAGE_FORM } from './groupForms.ts';
import { type RecordForm, writeSorted } from './sortedFiles.ts';
import { createSpill } from './spill.ts';
import { createTuples } from './tuples.ts';

/** Takes lines together into groups, a batch at a time. */
export interface GroupFold {
  add(batch: LineBatch): Promise<void>;
  /** Writes all groups to a new file, sorted. */
  write(path: string): Promise<void>;
}

/** Reads the cells of one row of a batch. An absent or empty text is `''`, an absent or null number undefined. */
interface Row {
  text(name: string): string;
  number(name: string): Decimal | undefined;
  holds(name: string): boolean;
}

/** How the lines of a family become groups. */
interface Folding<Group> {
  form: RecordForm<Group>;
  /** Columns whose texts a line of a group repeats: lines that have all of them alike are of one group. */
  texts: readonly string[];
  fold(group: Group | undefined, row: Row): Group;
}

const USAGE = folding({
  form: USAGE_FORM,
  texts: [
    'CustomerId',
    'SubscriptionId',
    'ProductId',
    'SkuId',
    'EntitlementId',
    'CustomerName',
    'BillingCurrency',
    'PricingCurrency',
  ],
  fold: (group, { text, number }) =>
    foldUsageLine(group, {
      customerId: text('CustomerId'),
      subscriptionId: text('SubscriptionId'),
      productId: text('ProductId'),
      skuId: text('SkuId'),
      entitlementId: text('EntitlementId'),
      customerName: text('CustomerName'),
      currency: text('BillingCurrency'),
      pricingCurrency: text('PricingCurrency'),
      billingPreTaxTotal: number('BillingPreTaxTotal'),
      pricingPreTaxTotal: number('PricingPreTaxTotal'),
      exchangeRate: number('PCToBCExchangeRate'),
    }),
});

const RECONCILIATION = folding({
  form: RECONCILIATION_FORM,
  texts: ['CustomerId', 'SubscriptionId', 'ProductId', 'SkuId', 'CustomerName', 'Currency', 'PricingCurrency'],
  fold: (group, { text, number, holds }) =>
    foldReconciliationLine(group, {
      customerId: text('CustomerId'),
      subscriptionId: text('SubscriptionId'),
      productId: text('ProductId'),
      skuId: text('SkuId'),
      customerName: text('CustomerName'),
      currency: text('Currency'),
      pricingCurrency: text('PricingCurrency'),
      exchangeRate: number('PCToBCExchangeRate'),
      effectiveUnitPrice: number('EffectiveUnitPrice'),
      billableQuantity: number('BillableQuantity'),
      subtotal: number('Subtotal'),
      taxTotal: number('TaxTotal'),
      total: number('Total'),
      meterDescription: text('MeterDescription'),
      reservationOrderId: text('ReservationOrderId'),
      hasSubscriptionStart: holds('SubscriptionStartDate'),
    }),
});

/** Groups of a family's lines. `scratch` is a folder for what does not fit in memory. */
export function createGroupFold(
  family: LineFamily,
  columns: readonly Column[],
  store: BlobStore,
  scratch: string,
): GroupFold {
  switch (family) {
    case 'usage':
      return USAGE(columns, store, scratch);
    case 'reconciliation':
      return RECONCILIATION(columns, store, scratch);
    case 'unknown':
      return noGroups(store);
  }
}

/** Lines of which nobody knows what a group would be. */
function noGroups(store: BlobStore): GroupFold {
  return {
    add: async () => {},
    async write(path) {
      await writeSorted(store, path, [], USAGE_FORM);
    },
  };
}

function folding<Group>({ form, texts, fold }: Folding<Group>) {
  return (columns: readonly Column[], store: BlobStore, scratch: string): GroupFold => {
    const spill = createSpill(store, scratch, form);
    const places = new Map(columns.map(({ name }, index) => [name, index]));
    const which = texts.map((name) => columnIndex(columns, name));
    const place = (name: string) => places.get(name) ?? -1;
    return {
      async add(batch) {
        const amounts = unfitNumbers(batch);
        let at = 0;
        const row: Row = {
          text: (name) => textAt(batch, place(name), at) ?? '',
          number: (name) => decimalAt(batch, place(name), at) ?? amounts?.get(cellOf(at, place(name))),
          holds: (name) => !isNullAt(batch, place(name), at),
        };
        const tuples = createTuples(batch, which);
        const groups: Group[] = [];
        for (; at < batch.rows; at++) {
          const tuple = tuples.of(at);
          const known = groups[tuple];
          if (known !== undefined) {
            fold(known, row);
            continue;
          }
          // The key is in the line: a group of this line alone tells it.
          const fresh = fold(undefined, row);
          const key = form.key(fresh);
          const held = spill.held.get(key);
          const group = held === undefined ? fresh : fold(held, row);
          spill.held.set(key, group);
          groups[tuple] = group;
        }
        await spill.relieve();
      },
      async write(path) {
        await writeSorted(store, path, spill.drain(), form);
      },
    };
  };
}

/** Amounts that no column holds exactly keep a version out of its table, never out of its sums. */
export function unfitNumbers({ unfitAmounts }: LineBatch): Map<string, Decimal> | undefined {
  if (unfitAmounts.length === 0) return undefined;
  const numbers = new Map<string, Decimal>();
  for (const { row, column, json } of unfitAmounts) {
    const value = parseDecimal(json);
    if (value) numbers.set(cellOf(row, column), value);
  }
  return numbers;
}

export function cellOf(row: number, column: number): string {
  return `${row} ${column}`;
}
