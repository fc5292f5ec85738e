import { type Decimal, parseDecimal } from '../../shared/decimal.ts';
import type { Cell } from '../../shared/focus/cell.ts';
import type { RawLine } from '../../shared/focus/rawLine.ts';

/** A raw line of these attributes: numbers as texts, dates as the export writes them. */
export function rawLine(attributes: Readonly<Record<string, string>>): RawLine {
  const given = (attribute: string) => attributes[attribute] ?? '';
  return {
    text: given,
    has: (attribute) => given(attribute) !== '',
    decimal: (attribute) => parseDecimal(given(attribute)),
    moment: (attribute) => (given(attribute) === '' ? undefined : BigInt(Date.parse(given(attribute))) * 1000n),
    count: (attribute) => (given(attribute) === '' ? undefined : BigInt(given(attribute))),
    day: (attribute) => (given(attribute) === '' ? undefined : Date.parse(given(attribute)) / 86_400_000),
  };
}

/** A cell as a person would write it. */
export function shown(cell: Cell): string | undefined {
  if (cell === undefined || typeof cell === 'string') return cell;
  if (typeof cell === 'bigint') return cell > 1_000_000_000n ? new Date(Number(cell / 1000n)).toISOString() : `${cell}`;
  return exactText(cell);
}

function exactText({ unscaled, scale }: Decimal): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const text = `${digits.slice(0, digits.length - scale)}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
  return `${unscaled < 0n ? '-' : ''}${text}`;
}

/** A line of Azure consumption as daily usage has it. */
export const USAGE_LINE = {
  PartnerId: 'P',
  PartnerName: 'Example Partner',
  CustomerId: 'C1',
  CustomerName: 'Müller & Söhne',
  InvoiceNumber: 'G000001',
  ProductId: 'DZH318Z0BQ36',
  SkuId: '00K1',
  SkuName: 'Virtual Machines - D4 v5',
  ProductName: 'Virtual Machines Dv5 Series',
  PublisherName: 'Microsoft',
  SubscriptionDescription: 'Azure plan',
  SubscriptionId: 'S1',
  ChargeStartDate: '2026-10-01T00:00:00.000Z',
  ChargeEndDate: '2026-10-31T23:59:59.000Z',
  UsageDate: '2026-10-31',
  MeterCategory: 'Virtual Machines',
  MeterId: 'M1',
  MeterName: 'D4 v5',
  Unit: '1 Hour',
  ResourceLocation: 'EU WEST',
  ConsumedService: 'Microsoft.Compute',
  ResourceGroup: 'RG-One',
  ResourceURI: '/subscriptions/AAA/resourceGroups/RG-One/providers/Microsoft.Compute/virtualMachines/VM-1',
  ChargeType: 'New',
  UnitPrice: '0.23000000000000000000000000000001',
  Quantity: '24.000000000000000000',
  UnitType: '100 Hours',
  BillingPreTaxTotal: '4.32400000000000000018',
  BillingCurrency: 'EUR',
  PricingPreTaxTotal: '4.69200000000000000020',
  PricingCurrency: 'USD',
  EffectiveUnitPrice: '0.19550000000000000000000000000000',
  PCToBCExchangeRate: '0.92156862745098039215686274509804',
  EntitlementId: 'AAA',
  EntitlementDescription: 'Production',
  CreditType: 'Partner Earned Credit Applied',
  PartnerEarnedCreditPercentage: '15.0000000000000000000000000000',
  BenefitType: 'Charge',
} as const;

/** A licence as the invoice has it. */
export const LICENCE_LINE = {
  PartnerId: 'P',
  CustomerId: 'C1',
  CustomerName: 'Müller & Söhne',
  InvoiceNumber: 'G000001',
  OrderId: 'O1',
  OrderDate: '2026-10-03T00:00:00Z',
  ProductId: 'CFQ7TTC0LH18',
  SkuId: '0001',
  AvailabilityId: 'CFQ7TTC0K971',
  SkuName: 'Microsoft 365 Business Basic',
  ProductName: 'Microsoft 365 Business Basic',
  ChargeType: 'renew',
  UnitPrice: '6.00',
  Quantity: '10',
  Subtotal: '55.20',
  TaxTotal: '10.48',
  Total: '65.68',
  Currency: 'EUR',
  PriceAdjustmentDescription: '[]',
  PublisherName: 'Microsoft',
  SubscriptionDescription: 'Basic',
  SubscriptionId: 'L1',
  ChargeStartDate: '2026-10-03T00:00:00Z',
  ChargeEndDate: '2026-11-02T23:59:59Z',
  TermAndBillingCycle: 'One-Year commitment for monthly/yearly billing',
  EffectiveUnitPrice: '6.00',
  BillableQuantity: '10.0000000000',
  BillingFrequency: 'Monthly',
  PricingCurrency: 'USD',
  PCToBCExchangeRate: '0.9215686275',
  SubscriptionStartDate: '2026-10-03T00:00:00Z',
  SubscriptionEndDate: '2027-10-02T23:59:59Z',
  ProductQualifiers: '[]',
  ProductCategory: 'OnlineServices',
} as const;

/** The consumption of the same month as the invoice has it: metered, without a term. */
export const CONSUMPTION_LINE = {
  ...LICENCE_LINE,
  ProductId: 'DZH318Z0BQ36',
  SkuId: '00K1',
  SkuName: 'Virtual Machines - D4 v5',
  ProductName: 'Virtual Machines Dv5 Series',
  ChargeType: 'new',
  UnitPrice: '0.23',
  EffectiveUnitPrice: '0.1955',
  BillableQuantity: '24.0000000000',
  Subtotal: '4.31',
  TaxTotal: '0.00',
  Total: '4.31',
  SubscriptionDescription: 'Azure plan',
  SubscriptionId: 'S1',
  UnitType: '1 Hour',
  MeterDescription: 'D4 v5',
  BillingFrequency: '',
  TermAndBillingCycle: '',
  SubscriptionStartDate: '',
  SubscriptionEndDate: '',
} as const;
