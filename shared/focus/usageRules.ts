import {
  AZURE_SUBSCRIPTION,
  DYNAMIC_PRICE,
  HOST_PROVIDER,
  NO,
  PARTNER_CREDIT_APPLIED,
  RESERVATION,
  SAVINGS_PLAN,
  UNKNOWN_CATEGORY,
  UNKNOWN_SERVICE,
  UNKNOWN_SUBCATEGORY,
  UNKNOWN_UNIT,
  YES,
} from './choices.ts';
import { commonRules, type LineSource } from './commonRules.ts';
import { priceDetailsOf, propertyOf, tagsText } from './jsonTexts.ts';
import { regionOf, resourceTypeName, unitOf } from './lookups.ts';
import { dayStart } from './month.ts';
import { fractionText } from './percent.ts';
import { price, rateOfLine, rateReads } from './prices.ts';
import type { RawLine } from './rawLine.ts';
import { type ResourceParts, resourceParts } from './resourceId.ts';
import { constant, copy, countOf, exact, momentOf, priceOf, type Reads, type Rule, same, text } from './rule.ts';
import { serviceKindOf } from './serviceKind.ts';
import { type Service, serviceOf } from './services.ts';

/** One line of daily rated usage is one row. */
export function usageRules(source: LineSource): Rule[] {
  return [
    ...commonRules(source, 'BillingCurrency', source.isBilled ? 'BilledUsage' : 'UnbilledUsage'),
    ...CHARGE,
    ...COSTS,
    ...BENEFIT,
    ...RESOURCE,
    ...SKU,
    ...PARTIES,
  ];
}

const rate = (line: RawLine) => rateOfLine(line, 'BillingCurrency');
const RATE = rateReads('BillingCurrency');

const CHARGE: readonly Rule[] = [
  constant('ChargeCategory', 'Usage'),
  // Usage of an earlier month that is billed late is no correction; what is given back is.
  text('ChargeClass', [{ sign: 'BillingPreTaxTotal' }], (line) =>
    isNegative(line, 'BillingPreTaxTotal') ? 'Correction' : undefined,
  ),
  text('ChargeDescription', ['ProductName', 'SkuName'], (line) => line.text('ProductName') || line.text('SkuName')),
  constant('ChargeFrequency', 'Usage-Based'),
  momentOf('ChargePeriodStart', [{ value: 'UsageDate' }], (line) => startOfDay(line, 0)),
  momentOf('ChargePeriodEnd', [{ value: 'UsageDate' }], (line) => startOfDay(line, 1)),
  copy('x_ServicePeriodStart', 'ChargeStartDate'),
  copy('x_ServicePeriodEnd', 'ChargeEndDate'),
];

const COSTS: readonly Rule[] = [
  copy('BilledCost', 'BillingPreTaxTotal'),
  copy('ContractedCost', 'BillingPreTaxTotal'),
  copy('EffectiveCost', 'BillingPreTaxTotal'),
  exact('ListCost', (line) => price(line.decimal('UnitPrice'), line.decimal('Quantity'), rate(line))),
  priceOf('ListUnitPrice', [{ value: 'UnitPrice' }, ...RATE], (line) => price(line.decimal('UnitPrice'), rate(line))),
  // Partner earned credit counts as a negotiated price.
  priceOf('ContractedUnitPrice', [{ value: 'EffectiveUnitPrice' }, ...RATE], (line) =>
    price(line.decimal('EffectiveUnitPrice'), rate(line)),
  ),
  same('x_BilledUnitPrice', 'ContractedUnitPrice'),
  same('x_EffectiveUnitPrice', 'ContractedUnitPrice'),
  copy('PricingCurrencyContractedUnitPrice', 'EffectiveUnitPrice'),
  copy('PricingCurrencyEffectiveCost', 'PricingPreTaxTotal'),
  copy('PricingCurrencyListUnitPrice', 'UnitPrice'),
  copy('ConsumedQuantity', 'Quantity'),
  copy('PricingQuantity', 'Quantity'),
  text('ConsumedUnit', ['UnitType', 'Unit'], (line) => distinctUnit(line) ?? (line.text('Unit') || UNKNOWN_UNIT)),
  text('PricingUnit', ['UnitType'], (line) => distinctUnit(line) ?? (line.text('UnitType') || UNKNOWN_UNIT)),
  copy('x_PricingUnitDescription', 'UnitType'),
  // Not x_PricingBlockSize: with that a hub makes ContractedCost anew, in doubles.
  countOf('x_UnitTypeBlockSize', ['UnitType'], (line) => unitOf(line.text('UnitType'))?.blockSize),
];

const BENEFIT: readonly Rule[] = [
  text('CommitmentDiscountCategory', ['BenefitOrderId', 'BenefitType'], (line) => benefitOf(line)?.category),
  text('CommitmentDiscountType', ['BenefitOrderId', 'BenefitType'], (line) => benefitOf(line)?.type),
  text('CommitmentDiscountStatus', ['BenefitOrderId', 'BenefitType'], (line) => benefitOf(line) && 'Used'),
  text('CommitmentDiscountId', ['BenefitOrderId', 'BenefitId', 'BenefitType'], benefitId),
  text('PricingCategory', ['BenefitOrderId', 'BenefitType', 'MeterName', 'SkuName'], (line) => {
    if (benefitOf(line)) return 'Committed';
    return DYNAMIC_PRICE.test(`${line.text('MeterName')} ${line.text('SkuName')}`) ? 'Dynamic' : 'Standard';
  }),
  text('CapacityReservationId', ['AdditionalInfo'], capacityReservation),
  text('CapacityReservationStatus', ['AdditionalInfo', 'ResourceURI'], (line) => {
    if (!capacityReservation(line)) return undefined;
    return resource(line)?.type === CAPACITY_RESERVATION_TYPE ? 'Unused' : 'Used';
  }),
];

/** What tells the service of usage. */
export const SERVICE: readonly Reads[] = ['ConsumedService', 'ResourceURI', 'MeterCategory'];

const RESOURCE: readonly Rule[] = [
  text('RegionId', ['ResourceLocation'], (line) => {
    const location = line.text('ResourceLocation');
    return regionOf(location)?.id ?? location.toLowerCase().replaceAll(' ', '');
  }),
  text('RegionName', ['ResourceLocation'], (line) => {
    const location = line.text('ResourceLocation');
    return regionOf(location)?.name ?? location;
  }),
  text('ResourceId', ['ResourceURI'], (line) => resource(line)?.id),
  text('ResourceName', ['ResourceURI'], (line) => resource(line)?.name),
  text('ResourceType', ['ResourceURI'], (line) => {
    const type = resource(line)?.type;
    return type && (resourceTypeName(type) ?? type);
  }),
  text('x_ResourceType', ['ResourceURI'], (line) => resource(line)?.type),
  text('x_ResourceGroupName', ['ResourceGroup'], (line) => line.text('ResourceGroup').toLowerCase()),
  text('ServiceCategory', SERVICE, (line) => usageService(line).category),
  text('ServiceSubcategory', SERVICE, (line) => usageService(line).subcategory),
  text('ServiceName', SERVICE, (line) => usageService(line).name),
  text('SubAccountId', ['EntitlementId'], (line) => {
    const id = line.text('EntitlementId').toLowerCase();
    return id === '' ? undefined : `/subscriptions/${id}`;
  }),
  copy('SubAccountName', 'EntitlementDescription'),
  text('SubAccountType', ['EntitlementId'], (line) =>
    line.text('EntitlementId') === '' ? undefined : AZURE_SUBSCRIPTION,
  ),
  text('Tags', ['Tags'], (line) => tagsText(line.text('Tags')).text),
];

const SKU: readonly Rule[] = [
  copy('SkuMeter', 'MeterName'),
  text('SkuPriceDetails', ['AdditionalInfo'], (line) => priceDetailsOf(line.text('AdditionalInfo'))),
  text('SkuPriceId', ['ProductId', 'SkuId', 'MeterId'], (line) =>
    [line.text('ProductId'), line.text('SkuId'), line.text('MeterId')].join('_'),
  ),
  copy('x_MeterType', 'MeterType'),
  copy('x_SkuMeterCategory', 'MeterCategory'),
  copy('x_SkuMeterId', 'MeterId'),
  copy('x_SkuMeterSubcategory', 'MeterSubCategory'),
  copy('x_SkuOrderId', 'SubscriptionId'),
  copy('x_SkuRegion', 'MeterRegion'),
  copy('x_Unit', 'Unit'),
];

const PARTIES: readonly Rule[] = [
  copy('BillingAccountName', 'PartnerName'),
  copy('x_BillingAccountName', 'PartnerName'),
  copy('x_BillingProfileName', 'PartnerName'),
  constant('HostProviderName', HOST_PROVIDER),
  copy('x_BenefitType', 'BenefitType'),
  copy('x_CreditPercentage', 'CreditPercentage'),
  copy('x_CreditType', 'CreditType'),
  text('x_PartnerCreditApplied', ['CreditType'], (line) =>
    line.text('CreditType').toLowerCase() === PARTNER_CREDIT_APPLIED ? YES : NO,
  ),
  text('x_PartnerCreditRate', [{ value: 'PartnerEarnedCreditPercentage' }], (line) => {
    const percent = line.decimal('PartnerEarnedCreditPercentage');
    return percent && fractionText(percent);
  }),
  copy('x_ServiceInfo1', 'ServiceInfo1'),
  copy('x_ServiceInfo2', 'ServiceInfo2'),
];

const CAPACITY_RESERVATION_TYPE = 'microsoft.compute/capacityreservationgroups/capacityreservations';

function capacityReservation(line: RawLine): string | undefined {
  return propertyOf(line.text('AdditionalInfo'), 'VMCapacityReservationId');
}

function startOfDay(line: RawLine, daysLater: number): bigint | undefined {
  const day = line.day('UsageDate');
  return day === undefined ? undefined : dayStart(day + daysLater);
}

export function isNegative(line: RawLine, attribute: string): boolean {
  return (line.decimal(attribute)?.unscaled ?? 0n) < 0n;
}

function distinctUnit(line: RawLine): string | undefined {
  return unitOf(line.text('UnitType'))?.distinct;
}

function resource(line: RawLine): ResourceParts | undefined {
  return resourceParts(line.text('ResourceURI'));
}

/** The service of provider and resource, else what goes by the name of the meter's category. */
export function usageService(line: RawLine): Service & { isKnown: boolean } {
  const service = serviceOf(line.text('ConsumedService'), resource(line)?.type);
  if (service) return { ...service, isKnown: true };
  const name = line.text('MeterCategory') || UNKNOWN_SERVICE;
  const kind = serviceKindOf(name);
  return {
    name,
    category: kind?.category ?? UNKNOWN_CATEGORY,
    subcategory: kind?.subcategory ?? UNKNOWN_SUBCATEGORY,
    isKnown: kind !== undefined,
  };
}

/** Types other than savings plans and reservations are not published; with an order behind it, everything else counts as a reservation. */
function benefitOf(line: RawLine): typeof SAVINGS_PLAN | typeof RESERVATION | undefined {
  if (line.text('BenefitOrderId') === '') return undefined;
  return /savings/i.test(line.text('BenefitType')) ? SAVINGS_PLAN : RESERVATION;
}

function benefitId(line: RawLine): string | undefined {
  const benefit = benefitOf(line);
  if (!benefit) return undefined;
  const [order, id] = [line.text('BenefitOrderId'), line.text('BenefitId')];
  const path =
    benefit === SAVINGS_PLAN
      ? `/providers/microsoft.billingbenefits/savingsplanorders/${order}${id && `/savingsplans/${id}`}`
      : `/providers/microsoft.capacity/reservationorders/${order}${id && `/reservations/${id}`}`;
  return path.toLowerCase();
}
