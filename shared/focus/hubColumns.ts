import type { Batch } from '../lines/batch.ts';
import type { Column } from '../lines/columns.ts';
import { FOCUS_COLUMNS, placeOf } from './columns.ts';

/**
 * Columns of ours that a hub's `Costs` has as well; it would not read the others. FOCUS names that came after 1.2, and those of prices in the pricing
 * currency, are among them.
 */
const HUB_NAMES: readonly string[] = `
  AvailabilityZone BilledCost BillingAccountId BillingAccountName BillingAccountType BillingCurrency BillingPeriodEnd BillingPeriodStart
  CapacityReservationId CapacityReservationStatus ChargeCategory ChargeClass ChargeDescription ChargeFrequency ChargePeriodEnd ChargePeriodStart
  CommitmentDiscountCategory CommitmentDiscountId CommitmentDiscountName CommitmentDiscountQuantity CommitmentDiscountStatus
  CommitmentDiscountType CommitmentDiscountUnit ConsumedQuantity ConsumedUnit ContractedCost ContractedUnitPrice EffectiveCost InvoiceId
  InvoiceIssuerName ListCost ListUnitPrice PricingCategory PricingCurrency PricingQuantity PricingUnit ProviderName PublisherName RegionId
  RegionName ResourceId ResourceName ResourceType ServiceCategory ServiceName ServiceSubcategory SkuId SkuMeter SkuPriceDetails SkuPriceId
  SubAccountId SubAccountName SubAccountType Tags x_BilledUnitPrice x_BillingAccountId x_BillingAccountName x_BillingExchangeRate
  x_BillingExchangeRateDate x_BillingProfileId x_BillingProfileName x_CustomerId x_CustomerName x_EffectiveUnitPrice x_InvoiceIssuerId
  x_PartnerCreditApplied x_PartnerCreditRate x_PricingUnitDescription x_PublisherCategory x_PublisherId x_ResellerId x_ResourceGroupName
  x_ResourceType x_ServicePeriodEnd x_ServicePeriodStart x_SkuDescription x_SkuMeterCategory x_SkuMeterId x_SkuMeterSubcategory
  x_SkuOrderId x_SkuOrderName x_SkuRegion x_SkuTerm x_SourceName x_SourceProvider x_SourceType x_SourceVersion`
  .trim()
  .split(/\s+/);

/** A hub's whole numbers have 32 bits. */
export const HUB_COLUMNS: readonly Column[] = HUB_NAMES.map((name) => {
  const { type } = FOCUS_COLUMNS[placeOf(name)] as Column;
  return { name, type: type.type === 'int64' ? { type: 'int32' } : type };
});

const PLACES = HUB_NAMES.map(placeOf);

/** The columns of a batch of FOCUS rows that a hub takes. */
export function hubBatch({ rows, columns }: Batch): Batch {
  return {
    rows,
    columns: PLACES.map((place) => {
      const vector = columns[place];
      if (!vector) throw new Error(`The batch has no column ${place}.`);
      if (vector.type !== 'int64') return vector;
      return { type: 'int32', values: Int32Array.from(vector.values, Number), valid: vector.valid };
    }),
  };
}
