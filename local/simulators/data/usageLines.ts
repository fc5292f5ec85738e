import { USAGE_ATTRIBUTES, USAGE_BASIC } from './attributes.ts';
import { type Decimal, decimal, decimalText, multiply } from './decimal.ts';
import { METERS, type Meter } from './meters.ts';
import { type Customer, customersOf } from './parties.ts';
import { createRandom, type Random } from './random.ts';
import type { Subject } from './subject.ts';
import { type LineTemplate, lineTemplate, type RawAttributes } from './template.ts';

export const USAGE_SLOTS = ['UsageDate', 'Quantity', 'BillingPreTaxTotal', 'PricingPreTaxTotal'];
const CUSTOMERS = 24;
const RESOURCES = 400;
/** Decimals of the columns in real files. */
export const PRICE_SCALE = 32;
export const MONEY_SCALE = 20;
export const QUANTITY_SCALE = 18;

interface Resource {
  write: LineTemplate;
  effectivePrice: Decimal;
  rate: Decimal;
}

/** Daily rated usage: an endless supply of lines, the same for the same subject and seed. */
export function usageLines(subject: Subject, seed: string): () => string {
  const random = createRandom(seed);
  const customers = customersOf(createRandom(subject.tenantId), CUSTOMERS);
  const resource = () => resourceOf(subject, random, random.pick(customers), random.pick(METERS));
  const resources: [Resource, ...Resource[]] = [resource(), ...Array.from({ length: RESOURCES - 1 }, resource)];
  const days = daysIn(subject.month);

  return () => {
    const { write, effectivePrice, rate } = random.pick(resources);
    const quantity = quantityOf(random);
    const pricing = multiply(effectivePrice, quantity, MONEY_SCALE);
    const billing = multiply(pricing, rate, MONEY_SCALE);
    const day = String(random.below(days) + 1).padStart(2, '0');
    return write([`"${subject.month}-${day}"`, decimalText(quantity), decimalText(billing), decimalText(pricing)]);
  };
}

/** Mostly ordinary, now and then nothing, now and then very little: `0E-18`, `9.99…E-7`. */
function quantityOf(random: Random): Decimal {
  const dice = random.below(50);
  if (dice === 0) {
    return { unscaled: 0n, scale: QUANTITY_SCALE };
  }
  const digits = dice === 1 ? random.digits(11) : `${random.below(200)}${random.digits(QUANTITY_SCALE)}`;
  return { unscaled: BigInt(digits), scale: QUANTITY_SCALE };
}

function resourceOf(subject: Subject, random: Random, customer: Customer, meter: Meter): Resource {
  const unitPrice = decimal(`${random.below(3)}.${random.digits(8)}${'0'.repeat(PRICE_SCALE - 8)}`);
  const hasCredit = random.below(4) > 0;
  const effectivePrice = hasCredit ? multiply(unitPrice, decimal('0.85'), PRICE_SCALE) : unitPrice;
  const rate =
    subject.currencyCode === 'USD'
      ? decimal(`1.${'0'.repeat(PRICE_SCALE)}`)
      : decimal(`0.9${random.digits(4)}${'0'.repeat(27)}`);
  const fixed = fixedAttributes(subject, random, customer, meter, { unitPrice, effectivePrice, rate, hasCredit });
  const order = usageOrder(subject);
  return { write: lineTemplate(order, fixed, USAGE_SLOTS), effectivePrice, rate };
}

export interface Price {
  unitPrice: Decimal;
  effectivePrice: Decimal;
  rate: Decimal;
  hasCredit: boolean;
}

export function fixedAttributes(
  subject: Subject,
  random: Random,
  customer: Customer,
  meter: Meter,
  price: Price,
): RawAttributes {
  const { invoiceId } = subject;
  const isBilled = invoiceId !== undefined;
  const text = (value: string) => JSON.stringify(value);
  /** Left empty in the unbilled files that were seen. */
  const billedOnly = (value: string) => text(isBilled ? value : '');
  const monthStart = `${subject.month}-01T00:00:00.000Z`;
  const group = `rg-${meter.category.toLowerCase().replaceAll(' ', '-')}-${random.below(40)}`;
  return {
    PartnerId: text(subject.tenantId),
    PartnerName: text('Example Partner'),
    CustomerId: text(customer.id),
    CustomerName: text(customer.name),
    CustomerDomainName: billedOnly(customer.domain),
    CustomerCountry: text(customer.country),
    MpnId: billedOnly('1111111'),
    Tier2MpnId: text(''),
    InvoiceNumber: isBilled ? text(invoiceId) : undefined,
    ProductId: text(`DZH318Z0${random.digits(4)}`),
    SkuId: text(random.digits(4)),
    AvailabilityId: billedOnly(`DZH318Z0${random.digits(4)}`),
    SkuName: text(`${meter.category} - ${meter.name}`),
    ProductName: text(meter.category),
    PublisherName: text('Microsoft'),
    PublisherId: text(''),
    SubscriptionDescription: billedOnly('Azure plan'),
    SubscriptionId: text(customer.subscriptionId),
    ChargeStartDate: text(monthStart),
    ChargeEndDate: text(`${nextMonth(subject.month)}-01T00:00:00.000Z`),
    MeterType: text(meter.unit),
    MeterCategory: text(meter.category),
    MeterId: text(random.uuid()),
    MeterSubCategory: text(meter.sub),
    MeterName: text(meter.name),
    MeterRegion: text('EU West'),
    Unit: text(meter.unit),
    ResourceLocation: text('westeurope'),
    ConsumedService: text(meter.service),
    ResourceGroup: text(group),
    ResourceURI: text(
      `/subscriptions/${random.uuid()}/resourceGroups/${group}/providers/${meter.service}/instances/r${random.digits(6)}`,
    ),
    ChargeType: text(isBilled ? 'New' : 'Usage'),
    UnitPrice: decimalText(price.unitPrice),
    UnitType: text(meter.unit),
    BillingCurrency: text(subject.currencyCode),
    PricingCurrency: text('USD'),
    ServiceInfo1: text(''),
    ServiceInfo2: text(''),
    Tags: text(
      JSON.stringify({ env: random.pick(['prod', 'test']), owner: customer.name, 'cost centre': random.digits(4) }),
    ),
    AdditionalInfo: text(JSON.stringify({ ImageType: 'Canonical', ServiceType: meter.sub, VCPUs: random.below(64) })),
    EffectiveUnitPrice: decimalText(price.effectivePrice),
    PCToBCExchangeRate: isBilled || subject.currencyCode !== 'USD' ? decimalText(price.rate) : '1.0',
    PCToBCExchangeRateDate: text(monthStart),
    EntitlementId: text(random.uuid()),
    EntitlementDescription: text(`Subscription of ${customer.domain}`),
    PartnerEarnedCreditPercentage: price.hasCredit ? `15.${'0'.repeat(28)}` : undefined,
    CreditPercentage: price.hasCredit ? `100.${'0'.repeat(28)}` : undefined,
    CreditType: text(price.hasCredit ? 'Partner Earned Credit Applied' : 'Credit Not Applied'),
    BenefitId: text(''),
    BenefitOrderId: text(''),
    BenefitType: text('Charge'),
  };
}

export function usageOrder({ attributeSet }: Subject): readonly string[] {
  return attributeSet === 'full' ? USAGE_ATTRIBUTES : USAGE_ATTRIBUTES.filter((name) => USAGE_BASIC.includes(name));
}

export function daysIn(month: string): number {
  const [year = 0, monthNumber = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, monthNumber, 0)).getUTCDate();
}

export function nextMonth(month: string): string {
  const [year = 0, monthNumber = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, monthNumber, 1)).toISOString().slice(0, 7);
}
