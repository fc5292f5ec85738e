import { attributes } from './columns.ts';

/**
 * Attributes of daily rated usage, billed and unbilled, in the order of real files. Scales are the most decimals seen: prices and rates have
 * 32, quantities 18, amounts 20, percentages 28. The documentation lists two basic sets, which differ in `Unit`, `UnitType` and
 * `AdditionalInfo`; the longer list of the Learn page is taken. Documents spell `BenefitID` and `BenefitOrderID`, files do not.
 */
export const USAGE_ATTRIBUTES = attributes(`
  PartnerId                     STRING         basic always
  PartnerName                   STRING         basic always
  CustomerId                    STRING         basic always
  CustomerName                  STRING         basic always
  CustomerDomainName            STRING         full  always
  CustomerCountry               STRING         full  always
  MpnId                         STRING         full  always
  Tier2MpnId                    STRING         full  billed
  InvoiceNumber                 STRING         basic billed
  ProductId                     STRING         basic always
  SkuId                         STRING         basic always
  AvailabilityId                STRING         full  always
  SkuName                       STRING         basic always
  ProductName                   STRING         full  always
  PublisherName                 STRING         basic always
  PublisherId                   STRING         full  always
  SubscriptionDescription       STRING         full  always
  SubscriptionId                STRING         basic always
  ChargeStartDate               TIMESTAMP      basic always
  ChargeEndDate                 TIMESTAMP      basic always
  UsageDate                     DATE           basic always
  MeterType                     STRING         full  always
  MeterCategory                 STRING         full  always
  MeterId                       STRING         full  always
  MeterSubCategory              STRING         full  always
  MeterName                     STRING         full  always
  MeterRegion                   STRING         full  always
  Unit                          STRING         basic always
  ResourceLocation              STRING         full  always
  ConsumedService               STRING         full  always
  ResourceGroup                 STRING         full  always
  ResourceURI                   STRING         basic always
  ChargeType                    STRING         basic always
  UnitPrice                     DECIMAL(38,32) basic always
  Quantity                      DECIMAL(38,18) basic always
  UnitType                      STRING         full  always
  BillingPreTaxTotal            DECIMAL(38,20) basic always in BillingCurrency
  BillingCurrency               STRING         basic always
  PricingPreTaxTotal            DECIMAL(38,20) basic always in PricingCurrency
  PricingCurrency               STRING         basic always
  ServiceInfo1                  STRING         full  always
  ServiceInfo2                  STRING         full  always
  Tags                          STRING         full  always
  AdditionalInfo                STRING         full  always
  EffectiveUnitPrice            DECIMAL(38,32) basic always
  PCToBCExchangeRate            DECIMAL(38,32) basic always
  PCToBCExchangeRateDate        TIMESTAMP      full  always
  EntitlementId                 STRING         basic always
  EntitlementDescription        STRING         full  always
  PartnerEarnedCreditPercentage DECIMAL(38,28) full  sometimes
  CreditPercentage              DECIMAL(38,28) basic sometimes
  CreditType                    STRING         basic always
  BenefitId                     STRING         full  always
  BenefitOrderId                STRING         basic always
  BenefitType                   STRING         basic always
`);
