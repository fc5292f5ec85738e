import { decimal, decimalText, multiply } from './decimal.ts';
import { customersOf } from './parties.ts';
import { createRandom } from './random.ts';
import type { Subject } from './subject.ts';

const CUSTOMERS = 24;

/**
 * Lines of aggregated usage: one a customer, subscription and product of the month. Their attributes are nowhere documented yet; these are the likely ones of
 * them, in the form that those of the usage have.
 */
export function aggregatedLines(subject: Subject, seed: string): () => string {
  const { tenantId, invoiceId, currencyCode, month } = subject;
  const customers = customersOf(createRandom(tenantId), CUSTOMERS);
  const random = createRandom(seed);
  return () => {
    const customer = random.pick(customers);
    const quantity = decimal(`${random.below(10_000)}.${random.digits(12)}`);
    const price = decimal(`${random.below(10)}.${random.digits(8)}`);
    const text = JSON.stringify({
      PartnerId: tenantId,
      CustomerId: customer.id,
      CustomerName: customer.name,
      InvoiceNumber: invoiceId,
      ProductId: `DZH318Z0${random.digits(4)}`,
      SkuId: random.digits(4),
      SubscriptionId: customer.subscriptionId,
      ChargeStartDate: `${month}-01T00:00:00.000Z`,
      BillingCurrency: currencyCode,
    });
    // Numbers are written beside: JSON.stringify would make doubles of them.
    const total = multiply(quantity, price, 20);
    return `${text.slice(0, -1)},"Quantity":${decimalText(quantity)},"BillingPreTaxTotal":${decimalText(total)}}\n`;
  };
}
