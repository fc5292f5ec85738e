import { RECONCILIATION_ATTRIBUTES, RECONCILIATION_BASIC } from './attributes.ts';
import { type Decimal, decimalText, multiply } from './decimal.ts';
import { type Customer, customersOf } from './parties.ts';
import { createRandom, type Random } from './random.ts';
import type { Subject } from './subject.ts';
import { lineTemplate, type RawAttributes } from './template.ts';
import { daysIn } from './usageLines.ts';

const CUSTOMERS = 24;
const TAX: Decimal = { unscaled: 19n, scale: 2 };
/** What `ChargeType` reads in real files, in all its casings; a credit has negative amounts. */
const CHARGE_TYPES: readonly [string, ...string[]] = [
  'new',
  'renew',
  'addQuantity',
  'cycleCharge',
  'New',
  'customerCredit',
];

export type Category = 'OnlineServices' | 'Azure' | 'Software';
const CATEGORIES: readonly [Category, ...Category[]] = ['OnlineServices', 'OnlineServices', 'Azure', 'Software'];

/** Invoice reconciliation: an endless supply of lines, the same for the same subject and seed. */
export function reconciliationLines(subject: Subject, seed: string): () => string {
  const random = createRandom(seed);
  const customers = customersOf(createRandom(subject.tenantId), CUSTOMERS);
  return () => reconciliationLine(subject, attributesOf(subject, random, random.pick(customers)));
}

export function reconciliationLine({ attributeSet }: Subject, attributes: RawAttributes): string {
  const order = attributeSet === 'full' ? RECONCILIATION_ATTRIBUTES : RECONCILIATION_BASIC;
  return lineTemplate(order, attributes, [])([]);
}

function attributesOf(subject: Subject, random: Random, customer: Customer): RawAttributes {
  const category = random.pick(CATEGORIES);
  const chargeType = category === 'Azure' ? 'new' : random.pick(CHARGE_TYPES);
  return {
    ...partiesAndDocument(subject, random, customer),
    ...product(random, category),
    ...term(subject, random, category, customer),
    ...amounts(subject, random, chargeType),
  };
}

const text = (value: string) => JSON.stringify(value);

export function partiesAndDocument(subject: Subject, random: Random, customer: Customer): RawAttributes {
  return {
    PartnerId: text(subject.tenantId),
    CustomerId: text(customer.id),
    CustomerName: text(customer.name),
    CustomerDomainName: text(customer.domain),
    CustomerCountry: text(customer.country),
    MpnId: text('1111111'),
    Tier2MpnId: text(''),
    InvoiceNumber: subject.invoiceId === undefined ? undefined : text(subject.invoiceId),
    OrderId: text(random.uuid().slice(0, 12)),
    OrderDate: text(`${subject.month}-03T00:00:00Z`),
    ReferenceId: text(random.uuid()),
    AlternateId: text(random.uuid().slice(0, 12)),
    ReservationOrderId: text(''),
  };
}

export function product(random: Random, category: Category): RawAttributes {
  const name = { OnlineServices: 'Microsoft 365 Business', Azure: 'Azure plan', Software: 'Windows Server CAL' }[
    category
  ];
  return {
    ProductId: text(`CFQ7TTC0${random.digits(4)}`),
    SkuId: text(random.digits(4)),
    AvailabilityId: text(`CFQ7TTC0${random.digits(4)}`),
    SkuName: text(name),
    ProductName: text(name),
    PublisherName: text('Microsoft'),
    PublisherId: text(''),
    ProductCategory: text(random.below(20) === 0 ? '' : category),
    ProductQualifiers: random.below(3) === 0 ? '["AddOn"]' : '[]',
    PromotionId: text(''),
    MeterDescription: text(''),
    UnitType: text(category === 'Azure' ? '' : 'Licenses'),
  };
}

export function term(subject: Subject, random: Random, category: Category, customer: Customer): RawAttributes {
  const isPerpetual = category === 'Software';
  const lastDay = daysIn(subject.month);
  return {
    SubscriptionId: text(customer.subscriptionId),
    SubscriptionDescription: text(category === 'Azure' ? 'Azure plan' : 'Licences'),
    // Usage has no term: the keys are absent there.
    SubscriptionStartDate: category === 'Azure' ? undefined : text(`${subject.month}-01T00:00:00Z`),
    SubscriptionEndDate:
      category === 'Azure' ? undefined : text(`${Number(subject.month.slice(0, 4)) + 1}-01-01T00:00:00Z`),
    TermAndBillingCycle: text(isPerpetual ? 'One-time' : 'One-Year commitment for monthly billing'),
    BillingFrequency: text(isPerpetual || subject.invoiceId === undefined ? '' : 'Monthly'),
    ChargeStartDate: text(`${subject.month}-${String(random.below(lastDay) + 1).padStart(2, '0')}T00:00:00Z`),
    ChargeEndDate: text(isPerpetual ? '9999-12-31T23:59:59.999Z' : `${subject.month}-${lastDay}T23:59:59Z`),
  };
}

export function amounts(subject: Subject, random: Random, chargeType: string): RawAttributes {
  const sign = chargeType === 'customerCredit' ? -1n : 1n;
  const quantity = BigInt(random.below(200) + 1) * sign;
  const price: Decimal = { unscaled: BigInt(random.below(10_000) + 50), scale: 2 };
  const subtotal = multiply(price, { unscaled: quantity, scale: 0 }, 2);
  const tax = multiply(subtotal, TAX, 2);
  return {
    ChargeType: text(chargeType),
    UnitPrice: decimalText(price),
    EffectiveUnitPrice: decimalText(price),
    Quantity: String(quantity),
    BillableQuantity: decimalText({ unscaled: quantity * 10n ** 10n, scale: 10 }),
    Subtotal: decimalText(subtotal),
    TaxTotal: decimalText(tax),
    Total: decimalText({ unscaled: subtotal.unscaled + tax.unscaled, scale: 2 }),
    Currency: text(subject.currencyCode),
    PricingCurrency: text(subject.currencyCode),
    PCToBCExchangeRate: decimalText({ unscaled: 10n ** 10n, scale: 10 }),
    PCToBCExchangeRateDate: text(`${subject.month}-01T00:00:00Z`),
    PriceAdjustmentDescription: text(random.below(5) === 0 ? '["15.0% Partner earned credit"]' : '[]'),
    CreditReasonCode: text(sign < 0n ? 'Credit' : ''),
  };
}
