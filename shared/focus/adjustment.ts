import { compare, negate, sign } from '../decimal.ts';
import type { Month } from '../export/month.ts';
import type { FocusRow } from './cell.ts';
import {
  BILLING_ACCOUNT_TYPE,
  billingAccountId,
  INVOICE_ISSUER,
  PROVIDER,
  SOURCE_NAME,
  SOURCE_PROVIDER,
  SOURCE_VERSION,
} from './choices.ts';
import { amountOf, type Difference } from './difference.ts';
import { monthStart } from './month.ts';

/** The invoice whose groups are compared. */
export interface AdjustedInvoice {
  invoiceId: string;
  month: Month;
  currency: string;
  /** Path of the `_manifest.json` of its reconciliation. */
  manifestPath: string;
}

/**
 * The row of what reconciliation has more than usage of one group, so that rows of an invoice add up to its total. Undefined where both say the same. It
 * has no sub account, no sku, no price and no quantity: it belongs to many lines.
 */
export function adjustmentRow(invoice: AdjustedInvoice, group: Difference): FocusRow | undefined {
  const amount = amountOf(group);
  if (sign(amount) === 0) return undefined;
  const account = billingAccountId(group.partnerId, invoice.currency);
  const start = monthStart(invoice.month);
  const end = monthStart(invoice.month, 1);
  const { service } = group;
  return {
    BilledCost: amount,
    ContractedCost: amount,
    EffectiveCost: amount,
    ListCost: amount,
    PricingCurrency: invoice.currency,
    PricingCurrencyEffectiveCost: amount,
    BillingAccountId: account,
    BillingAccountType: BILLING_ACCOUNT_TYPE,
    BillingCurrency: invoice.currency,
    BillingPeriodStart: start,
    BillingPeriodEnd: end,
    ChargePeriodStart: start,
    ChargePeriodEnd: end,
    ChargeCategory: 'Adjustment',
    ChargeDescription: description(group),
    ChargeFrequency: 'One-Time',
    InvoiceId: invoice.invoiceId,
    InvoiceIssuerName: INVOICE_ISSUER,
    ProviderName: PROVIDER,
    PublisherName: PROVIDER,
    ServiceProviderName: PROVIDER,
    ServiceCategory: service.category,
    ServiceName: service.name,
    ServiceSubcategory: service.subcategory,
    x_BillingAccountId: group.partnerId,
    x_BillingProfileId: account,
    x_CustomerId: group.customerId,
    x_CustomerName: group.customerName,
    x_InvoiceIssuerId: group.partnerId,
    x_ProductId: group.productId,
    x_SkuId: group.skuId,
    x_SkuOrderId: group.subscriptionId,
    x_SourceName: SOURCE_NAME,
    x_SourceProvider: SOURCE_PROVIDER,
    x_SourceType: 'Difference',
    x_SourceVersion: SOURCE_VERSION,
    x_LandingManifest: invoice.manifestPath,
  };
}

function description(group: Difference): string {
  const amount = amountOf(group);
  const size = amount.unscaled < 0n ? negate(amount) : amount;
  const words =
    compare(size, group.rounding) <= 0
      ? 'Rounding of the invoice'
      : 'Invoice beyond usage, more than rounding explains';
  return `${words}: ${group.service.product}`;
}
