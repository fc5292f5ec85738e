/**
 * What FOCUS and Microsoft leave open and this program had to choose. Each is explained, with its reason, in docs/focus.md; another choice begins, and
 * ends, here.
 */

/** Who issues the invoice that `BilledCost` adds up to: Microsoft bills the partner. (Microsoft's own exports name the partner, for its customers read them.) */
export const INVOICE_ISSUER = 'Microsoft';
export const PROVIDER = 'Microsoft';
export const HOST_PROVIDER = 'Microsoft';

/** Microsoft bills a partner by billing profile, one a currency; the export has no id of it. */
export const BILLING_ACCOUNT_TYPE = 'Billing Profile';
export function billingAccountId(partnerId: string, currency: string): string | undefined {
  return partnerId === '' && currency === '' ? undefined : `${partnerId}/${currency}`.toLowerCase();
}

/** The two kinds of subscription, kept apart: an Azure subscription holds resources, a commerce subscription is what was bought. */
export const AZURE_SUBSCRIPTION = 'Subscription';
export const COMMERCE_SUBSCRIPTION = 'Commerce Subscription';

/** What a hub is told about the origin; without it the hub guesses. */
export const SOURCE_NAME = 'Partner Center';
export const SOURCE_PROVIDER = 'Microsoft';
export const SOURCE_VERSION = '1.2';

export const CLOUD_PROVIDER_CATEGORY = 'Cloud Provider';
export const VENDOR_CATEGORY = 'Vendor';
export function publisherCategory(publisherName: string): string {
  return /^microsoft( corporation)?$/i.test(publisherName) ? CLOUD_PROVIDER_CATEGORY : VENDOR_CATEGORY;
}

/** Where no service is known. FOCUS allows no null here. */
export const UNKNOWN_CATEGORY = 'Other';
export const UNKNOWN_SUBCATEGORY = 'Other (Other)';
export const UNKNOWN_SERVICE = 'Unknown';
/** Where a line has no unit at all. */
export const UNKNOWN_UNIT = 'Units';
export const LICENCE_UNIT = 'Licenses';

/** A product of prices and rates has more decimals than any column; it is rounded half to even here. */
export const PRICE_PLACES = 20;

/** Microsoft's own names of commitments. */
export const RESERVATION = { type: 'Reservation', category: 'Usage' } as const;
export const SAVINGS_PLAN = { type: 'Savings Plan', category: 'Spend' } as const;

/** FOCUS keeps `Dynamic` for prices that move: spot capacity. */
export const DYNAMIC_PRICE = /\bspot\b/i;

export const PARTNER_CREDIT_APPLIED = 'partner earned credit applied';
export const PARTNER_CREDIT_TEXT = /partner earned credit/i;
/** Texts and not booleans, as Microsoft's exports have them. */
export const YES = 'True';
export const NO = 'False';
