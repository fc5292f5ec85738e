import type { Month } from '../export/month.ts';
import {
  BILLING_ACCOUNT_TYPE,
  billingAccountId,
  INVOICE_ISSUER,
  PROVIDER,
  publisherCategory,
  SOURCE_NAME,
  SOURCE_PROVIDER,
  SOURCE_VERSION,
} from './choices.ts';
import { monthStart } from './month.ts';
import { constant, copy, moment, type Rule, text } from './rule.ts';

/** Where the lines come from that rules are made for: one landed version. */
export interface LineSource {
  /** The month of the rows, which is that of the invoice, or of the unbilled lines. */
  month: Month;
  isBilled: boolean;
  /** Path of the `_manifest.json` of the version, inside the container. */
  manifestPath: string;
}

/** Columns that usage and invoice lines make in the same way; `currency` is the attribute that has the billing currency. */
export function commonRules(source: LineSource, currency: string, sourceType: string): Rule[] {
  const account = (column: string) =>
    text(column, ['PartnerId', currency], (line) => billingAccountId(line.text('PartnerId'), line.text(currency)));
  return [
    account('BillingAccountId'),
    account('x_BillingProfileId'),
    copy('x_BillingAccountId', 'PartnerId'),
    constant('BillingAccountType', BILLING_ACCOUNT_TYPE),
    copy('BillingCurrency', currency),
    moment('BillingPeriodStart', monthStart(source.month)),
    moment('BillingPeriodEnd', monthStart(source.month, 1)),
    text('InvoiceId', ['InvoiceNumber'], (line) => line.text('InvoiceNumber')),
    constant('InvoiceIssuerName', INVOICE_ISSUER),
    copy('PricingCurrency', 'PricingCurrency'),
    constant('ProviderName', PROVIDER),
    text('PublisherName', ['PublisherName'], (line) => line.text('PublisherName') || PROVIDER),
    text('ServiceProviderName', ['PublisherName'], (line) => line.text('PublisherName') || PROVIDER),
    text('SkuId', ['ProductId', 'SkuId'], (line) => line.text('ProductId') + line.text('SkuId')),
    copy('x_AvailabilityId', 'AvailabilityId'),
    copy('x_BillingExchangeRate', 'PCToBCExchangeRate'),
    copy('x_BillingExchangeRateDate', 'PCToBCExchangeRateDate'),
    copy('x_ChargeType', 'ChargeType'),
    copy('x_CustomerCountry', 'CustomerCountry'),
    copy('x_CustomerDomainName', 'CustomerDomainName'),
    copy('x_CustomerId', 'CustomerId'),
    copy('x_CustomerName', 'CustomerName'),
    copy('x_InvoiceIssuerId', 'PartnerId'),
    copy('x_MpnId', 'MpnId'),
    copy('x_ProductId', 'ProductId'),
    text('x_PublisherCategory', ['PublisherName'], (line) => publisherCategory(line.text('PublisherName') || PROVIDER)),
    copy('x_PublisherId', 'PublisherId'),
    copy('x_ResellerId', 'Tier2MpnId'),
    copy('x_SkuDescription', 'SkuName'),
    copy('x_SkuId', 'SkuId'),
    copy('x_SkuOrderName', 'SubscriptionDescription'),
    constant('x_SourceName', SOURCE_NAME),
    constant('x_SourceProvider', SOURCE_PROVIDER),
    constant('x_SourceType', sourceType),
    constant('x_SourceVersion', SOURCE_VERSION),
    constant('x_LandingManifest', source.manifestPath),
    copy('x_LandingFile', 'LandingFile'),
    copy('x_LandingLine', 'LandingLine'),
  ];
}
