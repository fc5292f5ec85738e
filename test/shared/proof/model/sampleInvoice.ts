import { cents, fraction, plain, plus, sum, times } from './fraction.ts';
import type { ModelBilled, ModelInvoice, ModelUsage } from './proofModel.ts';

const TAX = fraction('0.19');

/** A consumption line by Microsoft's formula, with the usage lines that it was made of. */
export function consumption(
  changes: Partial<ModelBilled> & { price: string; quantity: string; rate: string },
  days = 2,
): { billed: ModelBilled; usage: ModelUsage[] } {
  const ids = { customerId: 'c1', subscriptionId: 's1', productId: 'DZH1', skuId: '0001' };
  const common = { ...ids, currency: 'EUR', pricingCurrency: 'USD' };
  const { price, quantity, rate } = changes;
  const exact = times(fraction(price), fraction(quantity));
  const subtotal = cents(times(cents(exact), fraction(rate)));
  const tax = cents(times(subtotal, TAX));
  const money = { subtotal: plain(subtotal), tax: plain(tax), total: plain(plus(subtotal, tax)) };
  const billed = { ...common, ...money, meter: 'Data', reservation: '', term: false, ...changes };
  const { customerId, subscriptionId, productId, skuId, currency, pricingCurrency } = billed;
  const day = plain(times(times(exact, fraction(rate)), { n: 1n, d: BigInt(days) }));
  const line = { customerId, subscriptionId, productId, skuId, entitlementId: 'e', currency, pricingCurrency, rate };
  const usage = Array.from({ length: days }, (_, index) => ({ ...line, entitlementId: `e${index}`, amount: day }));
  return { billed, usage };
}

export function licence(subtotal: string, changes: Partial<ModelBilled> = {}): ModelBilled {
  const tax = cents(times(fraction(subtotal), TAX));
  const money = { subtotal, tax: plain(tax), total: plain(plus(fraction(subtotal), tax)) };
  const ids = { customerId: 'c1', subscriptionId: 's9', productId: 'CFQ1', skuId: '0001' };
  const nature = { meter: '', reservation: '', term: true, price: subtotal, quantity: '1', rate: '1' };
  return { ...ids, currency: 'EUR', pricingCurrency: 'EUR', ...money, ...nature, ...changes };
}

/** An invoice of which everything has landed. */
export interface Sample extends ModelInvoice {
  usage: ModelUsage[];
  reconciliation: ModelBilled[];
  totalCharges: string;
}

/** Three customers with consumption, one of them with a refund, and a licence. */
export function sample(): Sample {
  const parts = [
    consumption({ price: '0.03825', quantity: '1000.5', rate: '0.9' }),
    consumption({ customerId: 'c2', price: '1.5', quantity: '-3.1', rate: '0.9' }),
    consumption({ customerId: 'c2', productId: 'DZH2', price: '0.1', quantity: '77', rate: '1' }),
    consumption({ customerId: 'C3', price: '12.5', quantity: '2', rate: '0.9' }, 5),
  ];
  const reconciliation = [...parts.map(({ billed }) => billed), licence('50.00')];
  return {
    currency: 'EUR',
    usage: parts.flatMap(({ usage }) => usage),
    reconciliation,
    totalCharges: plain(sum(reconciliation.map(({ total = '0' }) => fraction(total)))),
  };
}
