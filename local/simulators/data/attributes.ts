/**
 * Names of the attributes in the order of real files. Those of the *basic* set are what the documentation lists; its
 * two pages disagree on three usage attributes (`Unit`, `UnitType`, `AdditionalInfo`), and the longer table is taken.
 */
export const USAGE_ATTRIBUTES = words(`
  PartnerId PartnerName CustomerId CustomerName CustomerDomainName CustomerCountry MpnId Tier2MpnId InvoiceNumber ProductId SkuId
  AvailabilityId SkuName ProductName PublisherName PublisherId SubscriptionDescription SubscriptionId ChargeStartDate ChargeEndDate
  UsageDate MeterType MeterCategory MeterId MeterSubCategory MeterName MeterRegion Unit ResourceLocation ConsumedService ResourceGroup
  ResourceURI ChargeType UnitPrice Quantity UnitType BillingPreTaxTotal BillingCurrency PricingPreTaxTotal PricingCurrency ServiceInfo1
  ServiceInfo2 Tags AdditionalInfo EffectiveUnitPrice PCToBCExchangeRate PCToBCExchangeRateDate EntitlementId EntitlementDescription
  PartnerEarnedCreditPercentage CreditPercentage CreditType BenefitId BenefitOrderId BenefitType`);

export const USAGE_BASIC = words(`
  PartnerId PartnerName CustomerId CustomerName InvoiceNumber ProductId SkuId SkuName PublisherName SubscriptionId ChargeStartDate
  ChargeEndDate UsageDate Unit ResourceURI ChargeType UnitPrice Quantity BillingPreTaxTotal BillingCurrency PricingPreTaxTotal
  PricingCurrency EffectiveUnitPrice PCToBCExchangeRate EntitlementId CreditPercentage CreditType BenefitOrderId BenefitType`);

export const RECONCILIATION_ATTRIBUTES = words(`
  PartnerId CustomerId CustomerName CustomerDomainName CustomerCountry InvoiceNumber MpnId Tier2MpnId OrderId OrderDate ProductId SkuId
  AvailabilityId SkuName ProductName ChargeType UnitPrice Quantity Subtotal TaxTotal Total Currency PriceAdjustmentDescription
  PublisherName PublisherId SubscriptionDescription SubscriptionId ChargeStartDate ChargeEndDate TermAndBillingCycle EffectiveUnitPrice
  UnitType AlternateId BillableQuantity BillingFrequency PricingCurrency PCToBCExchangeRate PCToBCExchangeRateDate MeterDescription
  ReservationOrderId CreditReasonCode SubscriptionStartDate SubscriptionEndDate ReferenceId ProductQualifiers PromotionId
  ProductCategory`);

const NOT_IN_RECONCILIATION_BASIC = words(`
  CustomerDomainName CustomerCountry MpnId AlternateId PublisherId ProductQualifiers MeterDescription UnitType SubscriptionDescription
  BillingFrequency Quantity PCToBCExchangeRateDate`);

export const RECONCILIATION_BASIC = RECONCILIATION_ATTRIBUTES.filter(
  (name) => !NOT_IN_RECONCILIATION_BASIC.includes(name),
);

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
