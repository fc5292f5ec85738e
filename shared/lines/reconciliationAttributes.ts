import { attributes } from './columns.ts';

/**
 * Attributes of invoice reconciliation, billed and unbilled, in the order of the documentation. Amounts and prices of files have two decimals,
 * but the documentation shows more, and a column cannot grow: they get 20. `ProductQualifiers` is an array, and its column holds its JSON text.
 */
export const RECONCILIATION_ATTRIBUTES = attributes(`
  PartnerId                     STRING         basic always
  CustomerId                    STRING         basic always
  CustomerName                  STRING         basic always
  CustomerDomainName            STRING         full  always
  CustomerCountry               STRING         full  always
  InvoiceNumber                 STRING         basic billed
  MpnId                         STRING         full  always
  Tier2MpnId                    STRING         basic always
  OrderId                       STRING         basic always
  OrderDate                     TIMESTAMP      basic always
  ProductId                     STRING         basic always
  SkuId                         STRING         basic always
  AvailabilityId                STRING         basic always
  SkuName                       STRING         basic always
  ProductName                   STRING         basic always
  ChargeType                    STRING         basic always
  UnitPrice                     DECIMAL(38,20) basic always
  Quantity                      DECIMAL(38,18) full  always
  Subtotal                      DECIMAL(38,20) basic always in Currency
  TaxTotal                      DECIMAL(38,20) basic always in Currency
  Total                         DECIMAL(38,20) basic always in Currency
  Currency                      STRING         basic always
  PriceAdjustmentDescription    STRING         basic always
  PublisherName                 STRING         basic always
  PublisherId                   STRING         full  always
  SubscriptionDescription       STRING         full  always
  SubscriptionId                STRING         basic always
  ChargeStartDate               TIMESTAMP      basic always
  ChargeEndDate                 TIMESTAMP      basic always
  TermAndBillingCycle           STRING         basic always
  EffectiveUnitPrice            DECIMAL(38,20) basic always
  UnitType                      STRING         full  always
  AlternateId                   STRING         full  always
  BillableQuantity              DECIMAL(38,18) basic always
  BillingFrequency              STRING         full  always
  PricingCurrency               STRING         basic always
  PCToBCExchangeRate            DECIMAL(38,20) basic always
  PCToBCExchangeRateDate        TIMESTAMP      full  always
  MeterDescription              STRING         full  always
  ReservationOrderId            STRING         basic always
  CreditReasonCode              STRING         basic always
  SubscriptionStartDate         TIMESTAMP      basic sometimes
  SubscriptionEndDate           TIMESTAMP      basic sometimes
  ReferenceId                   STRING         basic always
  ProductQualifiers             STRING         full  always
  PromotionId                   STRING         basic always
  ProductCategory               STRING         basic always
`);
