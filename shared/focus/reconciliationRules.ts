import { roundDown } from '../decimal.ts';
import { CENT_PLACES } from '../proof/amounts.ts';
import { isConsumption } from '../proof/consumption.ts';
import { chargeTypeOf } from './chargeTypes.ts';
import {
  COMMERCE_SUBSCRIPTION,
  HOST_PROVIDER,
  LICENCE_UNIT,
  NO,
  PARTNER_CREDIT_TEXT,
  RESERVATION,
  SAVINGS_PLAN,
  UNKNOWN_CATEGORY,
  UNKNOWN_SERVICE,
  UNKNOWN_SUBCATEGORY,
  YES,
} from './choices.ts';
import { commonRules, type LineSource } from './commonRules.ts';
import { priceDetails, textsOf } from './jsonTexts.ts';
import { unitOf } from './lookups.ts';
import { exclusiveEnd, monthStart } from './month.ts';
import { percentIn } from './percent.ts';
import { price, product, rateOfLine, rateReads } from './prices.ts';
import type { RawLine } from './rawLine.ts';
import { copy, countOf, exact, momentOf, priceOf, type Reads, type Rule, text } from './rule.ts';
import { type Kind, serviceKindOf } from './serviceKind.ts';
import { monthsBetween, monthsIn } from './term.ts';

/** The row of a reconciliation line that carries its `Subtotal`. */
export function reconciliationRules(source: LineSource): Rule[] {
  const currency = 'Currency';
  return [
    ...commonRules(source, currency, source.isBilled ? 'BilledReconciliation' : 'UnbilledReconciliation'),
    ...charge(monthStart(source.month)),
    ...COSTS,
    ...COMMITMENT,
    ...SERVICE,
    ...NATIVE,
  ];
}

/** What decides whether a line is consumption. */
export const NATURE: readonly Reads[] = [
  'MeterDescription',
  'ReservationOrderId',
  { presence: 'SubscriptionStartDate' },
];

/** Whether daily usage explains the line. */
export function isConsumptionLine(line: RawLine): boolean {
  return isConsumption({
    meterDescription: line.text('MeterDescription'),
    reservationOrderId: line.text('ReservationOrderId'),
    hasSubscriptionStart: line.has('SubscriptionStartDate'),
  });
}

function charge(periodStart: bigint): Rule[] {
  return [
    text('ChargeCategory', [...NATURE, 'ChargeType', { sign: 'Subtotal' }], (line) => {
      if (isConsumptionLine(line)) return 'Usage';
      return chargeTypeOf(line.text('ChargeType'))?.category ?? (isRefund(line) ? 'Adjustment' : 'Purchase');
    }),
    text('ChargeClass', ['ChargeType', { sign: 'Subtotal' }, { value: 'ChargeStartDate' }], (line) => {
      if (!isRefund(line)) return undefined;
      const corrects = chargeTypeOf(line.text('ChargeType'))?.corrects ?? 'earlier periods';
      const isEarlier = (line.moment('ChargeStartDate') ?? periodStart) < periodStart;
      return corrects === 'always' || (corrects === 'earlier periods' && isEarlier) ? 'Correction' : undefined;
    }),
    text('ChargeDescription', ['ProductName', 'SkuName'], description),
    text('ChargeFrequency', [...NATURE, 'ChargeType', 'BillingFrequency'], (line) => {
      if (isConsumptionLine(line)) return 'Usage-Based';
      const type = chargeTypeOf(line.text('ChargeType'));
      return type?.frequency ?? (line.text('BillingFrequency') === '' || !type ? 'One-Time' : 'Recurring');
    }),
    copy('ChargePeriodStart', 'ChargeStartDate'),
    momentOf('ChargePeriodEnd', [{ value: 'ChargeEndDate' }], (line) => {
      const end = line.moment('ChargeEndDate');
      return end === undefined ? undefined : exclusiveEnd(end);
    }),
  ];
}

const rate = (line: RawLine) => rateOfLine(line, 'Currency');
const RATE = rateReads('Currency');

const COSTS: readonly Rule[] = [
  copy('BilledCost', 'Subtotal'),
  copy('ContractedCost', 'Subtotal'),
  // What a commitment costs is effective where it is used; the purchase itself is not.
  exact('EffectiveCost', (line) => (isCommitment(line) ? { unscaled: 0n, scale: 0 } : line.decimal('Subtotal'))),
  priceOf('ContractedUnitPrice', [...NATURE, { value: 'EffectiveUnitPrice' }, ...RATE], (line) => {
    const converted = product(line.decimal('EffectiveUnitPrice'), rate(line));
    // Microsoft's formula of a licence line rounds the price, that of consumption the amount.
    return isConsumptionLine(line) ? price(converted) : converted && roundDown(converted, CENT_PLACES);
  }),
  // Of a prorated line the unit price is the full one, so that this exceeds what was charged by the proration.
  exact('ListCost', (line) => price(line.decimal('UnitPrice'), line.decimal('BillableQuantity'), rate(line))),
  priceOf('ListUnitPrice', [{ value: 'UnitPrice' }, ...RATE], (line) => price(line.decimal('UnitPrice'), rate(line))),
  copy('PricingCurrencyContractedUnitPrice', 'EffectiveUnitPrice'),
  copy('PricingCurrencyListUnitPrice', 'UnitPrice'),
  exact('PricingCurrencyEffectiveCost', (line) =>
    price(line.decimal('EffectiveUnitPrice'), line.decimal('BillableQuantity')),
  ),
  copy('PricingQuantity', 'BillableQuantity'),
  text('PricingUnit', ['UnitType'], unit),
  exact('ConsumedQuantity', (line) => (isConsumptionLine(line) ? line.decimal('BillableQuantity') : undefined)),
  text('ConsumedUnit', [...NATURE, 'UnitType'], (line) => (isConsumptionLine(line) ? unit(line) : undefined)),
  text('PricingCategory', [...NATURE, 'ChargeType'], () => 'Standard'),
  copy('x_Quantity', 'Quantity'),
  copy('x_Total', 'Total'),
];

const COMMITMENT: readonly Rule[] = [
  text('CommitmentDiscountCategory', ['ReservationOrderId', 'ProductName'], (line) => commitmentOf(line)?.category),
  text('CommitmentDiscountType', ['ReservationOrderId', 'ProductName'], (line) => commitmentOf(line)?.type),
  text('CommitmentDiscountId', ['ReservationOrderId', 'ProductName'], commitmentId),
  text('ResourceId', ['ReservationOrderId', 'ProductName'], commitmentId),
  text('ResourceName', ['ReservationOrderId', 'SkuName'], (line) =>
    isCommitment(line) ? line.text('SkuName') : undefined,
  ),
  text('ResourceType', ['ReservationOrderId', 'ProductName'], (line) => commitmentOf(line)?.type),
];

const SERVICE: readonly Rule[] = [
  text('ServiceCategory', ['ProductName', 'SkuName'], (line) => invoiceService(line)?.category ?? UNKNOWN_CATEGORY),
  text(
    'ServiceSubcategory',
    ['ProductName', 'SkuName'],
    (line) => invoiceService(line)?.subcategory ?? UNKNOWN_SUBCATEGORY,
  ),
  text('ServiceName', ['ProductName', 'SkuName'], serviceNameOf),
  text('HostProviderName', NATURE, (line) =>
    isConsumptionLine(line) || isCommitment(line) ? HOST_PROVIDER : undefined,
  ),
  copy('SubAccountId', 'SubscriptionId'),
  copy('SubAccountName', 'SubscriptionDescription'),
  text('SubAccountType', ['SubscriptionId'], (line) =>
    line.text('SubscriptionId') === '' ? undefined : COMMERCE_SUBSCRIPTION,
  ),
  copy('SkuMeter', 'MeterDescription'),
  text('SkuPriceId', ['ProductId', 'SkuId', 'AvailabilityId'], (line) =>
    [line.text('ProductId'), line.text('SkuId'), line.text('AvailabilityId')].join('_'),
  ),
  text('SkuPriceDetails', ['TermAndBillingCycle', 'BillingFrequency', 'PromotionId', 'ProductQualifiers'], (line) =>
    priceDetails({
      TermAndBillingCycle: line.text('TermAndBillingCycle'),
      BillingFrequency: line.text('BillingFrequency'),
      PromotionId: line.text('PromotionId'),
      ProductQualifiers: textsOf(line.text('ProductQualifiers')).join(', '),
    }),
  ),
];

const NATIVE: readonly Rule[] = [
  text('x_PartnerCreditApplied', ['PriceAdjustmentDescription'], (line) => (creditText(line) ? YES : NO)),
  text('x_PartnerCreditRate', ['PriceAdjustmentDescription'], (line) => percentIn(creditText(line) ?? '')),
  copy('x_ServicePeriodStart', 'SubscriptionStartDate'),
  copy('x_ServicePeriodEnd', 'SubscriptionEndDate'),
  copy('x_SkuOrderId', 'OrderId'),
  countOf(
    'x_SkuTerm',
    ['TermAndBillingCycle', { value: 'SubscriptionStartDate' }, { value: 'SubscriptionEndDate' }],
    termMonths,
  ),
  copy('x_AlternateId', 'AlternateId'),
  copy('x_BillingFrequency', 'BillingFrequency'),
  copy('x_CreditReasonCode', 'CreditReasonCode'),
  copy('x_OrderDate', 'OrderDate'),
  copy('x_PriceAdjustmentDescription', 'PriceAdjustmentDescription'),
  copy('x_PricingUnitDescription', 'UnitType'),
  copy('x_ProductCategory', 'ProductCategory'),
  copy('x_ProductQualifiers', 'ProductQualifiers'),
  copy('x_PromotionId', 'PromotionId'),
  copy('x_ReferenceId', 'ReferenceId'),
  copy('x_TermAndBillingCycle', 'TermAndBillingCycle'),
];

function isRefund(line: RawLine): boolean {
  return (line.decimal('Subtotal')?.unscaled ?? 0n) < 0n;
}

function isCommitment(line: RawLine): boolean {
  return line.text('ReservationOrderId') !== '';
}

function commitmentOf(line: RawLine): typeof SAVINGS_PLAN | typeof RESERVATION | undefined {
  if (!isCommitment(line)) return undefined;
  return /savings plan/i.test(line.text('ProductName')) ? SAVINGS_PLAN : RESERVATION;
}

function commitmentId(line: RawLine): string | undefined {
  const commitment = commitmentOf(line);
  if (!commitment) return undefined;
  const provider =
    commitment === SAVINGS_PLAN
      ? 'microsoft.billingbenefits/savingsplanorders'
      : 'microsoft.capacity/reservationorders';
  return `/providers/${provider}/${line.text('ReservationOrderId').toLowerCase()}`;
}

export function description(line: RawLine): string | undefined {
  const [product, sku] = [line.text('ProductName'), line.text('SkuName')];
  return product === '' || product === sku ? sku : [product, sku].filter((name) => name !== '').join(' - ');
}

function unit(line: RawLine): string {
  const unitType = line.text('UnitType');
  return unitType === '' ? LICENCE_UNIT : (unitOf(unitType)?.distinct ?? unitType);
}

/** The service of a line; what it is named decides its category, for FOCUS wants one category for a name. */
export function invoiceService(line: RawLine): Kind | undefined {
  return serviceKindOf(serviceNameOf(line));
}

export function serviceNameOf(line: RawLine): string {
  return line.text('ProductName') || line.text('SkuName') || UNKNOWN_SERVICE;
}

function creditText(line: RawLine): string | undefined {
  return textsOf(line.text('PriceAdjustmentDescription')).find((words) => PARTNER_CREDIT_TEXT.test(words));
}

function termMonths(line: RawLine): bigint | undefined {
  const [start, end] = [line.moment('SubscriptionStartDate'), line.moment('SubscriptionEndDate')];
  const months =
    monthsIn(line.text('TermAndBillingCycle')) ??
    (start !== undefined && end !== undefined ? monthsBetween(start, end) : undefined);
  return months === undefined ? undefined : BigInt(months);
}
