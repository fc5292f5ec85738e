import type { ColumnType } from '../lines/columns.ts';
import type { FocusColumn } from './focusColumn.ts';
import { FIRST_13_COLUMNS, FOCUS_12_COLUMNS } from './specColumns.ts';

const TEXT: ColumnType = { type: 'string' };
const MOMENT: ColumnType = { type: 'timestamp' };
const COUNT: ColumnType = { type: 'int64' };
const decimal = (scale: number): ColumnType => ({ type: 'decimal', scale });

const own = (type: ColumnType, names: string): FocusColumn[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => ({ name, type, nullable: true }));

/** Columns that FOCUS does not name. Those that a FinOps hub knows have its names; the others are native columns of the export, `x_` before them. */
const OWN_COLUMNS: readonly FocusColumn[] = [
  ...own(
    TEXT,
    `x_AlternateId x_AvailabilityId x_BenefitType x_BillingAccountId x_BillingAccountName x_BillingFrequency x_BillingProfileId
     x_BillingProfileName x_ChargeType x_CreditReasonCode x_CreditType x_CustomerCountry x_CustomerDomainName x_CustomerId
     x_CustomerName x_InvoiceIssuerId x_MeterType x_MpnId x_PartnerCreditApplied x_PartnerCreditRate x_PriceAdjustmentDescription
     x_PricingUnitDescription x_ProductCategory x_ProductId x_ProductQualifiers x_PromotionId x_PublisherCategory x_PublisherId
     x_ReferenceId x_ResellerId x_ResourceGroupName x_ResourceType x_ServiceInfo1 x_ServiceInfo2 x_SkuDescription x_SkuId
     x_SkuMeterCategory x_SkuMeterId x_SkuMeterSubcategory x_SkuOrderId x_SkuOrderName x_SkuRegion x_SourceName x_SourceProvider
     x_SourceType x_SourceVersion x_TermAndBillingCycle x_Unit`,
  ),
  ...own(MOMENT, 'x_BillingExchangeRateDate x_OrderDate x_ServicePeriodEnd x_ServicePeriodStart'),
  ...own(decimal(20), 'x_BilledUnitPrice x_EffectiveUnitPrice x_Total'),
  ...own(decimal(18), 'x_Quantity'),
  ...own(decimal(32), 'x_BillingExchangeRate'),
  ...own(decimal(28), 'x_CreditPercentage'),
  ...own(COUNT, 'x_SkuTerm x_UnitTypeBlockSize'),
  ...own(TEXT, 'x_LandingManifest x_LandingFile'),
  ...own(COUNT, 'x_LandingLine'),
];

/** Columns of the table in their order; its partition columns `x_LandingMonth` and `x_LandingCurrency` stand in the folder's name instead. */
export const FOCUS_COLUMNS: readonly FocusColumn[] = [...FOCUS_12_COLUMNS, ...FIRST_13_COLUMNS, ...OWN_COLUMNS];

/** In which order of columns rows of a file stand together: neighbours that are alike take a quarter less. */
export const FOCUS_CLUSTER_BY: readonly string[] = [
  'x_CustomerId',
  'SubAccountId',
  'ResourceId',
  'x_SkuMeterId',
  'SkuId',
];

export const PARTITION_COLUMNS = ['x_LandingMonth', 'x_LandingCurrency'] as const;

const PLACES = new Map(FOCUS_COLUMNS.map(({ name }, index) => [name, index]));

/** Where a column stands; throws for a name that is none, which is a slip of the hand in a rule. */
export function placeOf(name: string): number {
  const place = PLACES.get(name);
  if (place === undefined) throw new Error(`no FOCUS column is named ${name}`);
  return place;
}
