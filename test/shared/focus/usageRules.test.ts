import { describe, expect, test } from '@jest/globals';
import { focusRow } from '../../../shared/focus/cell.ts';
import { usageRules } from '../../../shared/focus/usageRules.ts';
import { rawLine, shown, USAGE_LINE } from '../../support/focusLine.ts';

const SOURCE = { month: '2026-10', isBilled: true, manifestPath: 'v/_manifest.json' };

const row = (changes: Readonly<Record<string, string>> = {}) => {
  const cells = focusRow(
    usageRules(SOURCE),
    rawLine({ ...USAGE_LINE, LandingFile: 'part-1.ndjson', LandingLine: '7', ...changes }),
  );
  return (column: string) => shown(cells[column]);
};

describe('a usage line is a row', () => {
  test.each([
    ['BilledCost', '4.32400000000000000018'],
    ['EffectiveCost', '4.32400000000000000018'],
    ['ContractedCost', '4.32400000000000000018'],
    // 0.1955 × 0.92156862745098039215686274509804 has 36 decimals; the twentieth is rounded.
    ['ContractedUnitPrice', '0.18016666666666666667'],
    ['ListUnitPrice', '0.21196078431372549020'],
    ['ListCost', '5.08705882352941176471'],
    ['PricingCurrencyContractedUnitPrice', '0.19550000000000000000000000000000'],
    ['PricingCurrencyEffectiveCost', '4.69200000000000000020'],
    ['PricingQuantity', '24.000000000000000000'],
    ['PricingUnit', 'Hours'],
    ['x_UnitTypeBlockSize', '100'],
    ['x_PricingUnitDescription', '100 Hours'],
    ['ChargeCategory', 'Usage'],
    ['ChargeClass', undefined],
    ['ChargeFrequency', 'Usage-Based'],
    ['ChargePeriodStart', '2026-10-31T00:00:00.000Z'],
    ['ChargePeriodEnd', '2026-11-01T00:00:00.000Z'],
    ['BillingPeriodStart', '2026-10-01T00:00:00.000Z'],
    ['BillingPeriodEnd', '2026-11-01T00:00:00.000Z'],
    ['BillingAccountId', 'p/eur'],
    ['x_BillingAccountId', 'P'],
    ['BillingAccountName', 'Example Partner'],
    ['InvoiceId', 'G000001'],
    ['RegionId', 'westeurope'],
    ['RegionName', 'West Europe'],
    ['ResourceId', '/subscriptions/aaa/resourcegroups/rg-one/providers/microsoft.compute/virtualmachines/vm-1'],
    ['ResourceName', 'vm-1'],
    ['ResourceType', 'Virtual machine'],
    ['x_ResourceType', 'microsoft.compute/virtualmachines'],
    ['x_ResourceGroupName', 'rg-one'],
    ['ServiceName', 'Virtual Machines'],
    ['ServiceCategory', 'Compute'],
    ['ServiceSubcategory', 'Virtual Machines'],
    ['SkuId', 'DZH318Z0BQ3600K1'],
    ['SkuPriceId', 'DZH318Z0BQ36_00K1_M1'],
    ['SubAccountId', '/subscriptions/aaa'],
    ['SubAccountType', 'Subscription'],
    ['PricingCategory', 'Standard'],
    ['CommitmentDiscountId', undefined],
    ['x_PartnerCreditApplied', 'True'],
    ['x_PartnerCreditRate', '0.15'],
    ['x_SourceType', 'BilledUsage'],
    ['x_LandingManifest', 'v/_manifest.json'],
    ['x_LandingFile', 'part-1.ndjson'],
    ['x_LandingLine', '7'],
    ['AvailabilityZone', undefined],
  ])('%s is %s', (column, expected) => {
    expect(row()(column)).toBe(expected);
  });
});

describe('what decides', () => {
  test.each([
    ['a credit is a correction', { BillingPreTaxTotal: '-0.00000000000000000001' }, 'ChargeClass', 'Correction'],
    ['a unit nobody knows stays', { UnitType: '7 Widgets', Unit: '' }, 'PricingUnit', '7 Widgets'],
    [
      'consumed units fall back on the other column',
      { UnitType: '7 Widgets', Unit: 'Widget' },
      'ConsumedUnit',
      'Widget',
    ],
    ['a line without units', { UnitType: '', Unit: '' }, 'ConsumedUnit', 'Units'],
    ['a region nobody knows', { ResourceLocation: 'Moon North' }, 'RegionId', 'moonnorth'],
    ['no region', { ResourceLocation: '' }, 'RegionId', undefined],
    ['no resource', { ResourceURI: '' }, 'ResourceId', undefined],
    [
      'a service by its provider alone',
      { ResourceURI: '', ConsumedService: 'Microsoft.Storage' },
      'ServiceCategory',
      'Storage',
    ],
    [
      'a service nobody knows',
      { ResourceURI: '', ConsumedService: 'X', MeterCategory: 'Y' },
      'ServiceCategory',
      'Other',
    ],
    ['a service nobody knows has a name', { ResourceURI: '', ConsumedService: 'X' }, 'ServiceName', 'Virtual Machines'],
    ['spot', { MeterName: 'D4 v5 Spot' }, 'PricingCategory', 'Dynamic'],
    [
      'a reservation',
      { BenefitOrderId: 'BO', BenefitId: 'B', BenefitType: 'Reservation' },
      'CommitmentDiscountId',
      '/providers/microsoft.capacity/reservationorders/bo/reservations/b',
    ],
    ['a savings plan', { BenefitOrderId: 'BO', BenefitType: 'SavingsPlan' }, 'CommitmentDiscountCategory', 'Spend'],
    ['a benefit', { BenefitOrderId: 'BO' }, 'PricingCategory', 'Committed'],
    ['tags without braces', { Tags: '"env":"prod"' }, 'Tags', '{"env":"prod"}'],
    ['tags with braces', { Tags: '{"env":"prod"}' }, 'Tags', '{"env":"prod"}'],
    ['tags that are none', { Tags: 'env=prod' }, 'Tags', 'env=prod'],
    ['no tags', { Tags: '{}' }, 'Tags', undefined],
    [
      'details',
      { AdditionalInfo: '{"VCPUs":4,"Image":{"a":1}}' },
      'SkuPriceDetails',
      '{"x_VCPUs":4,"x_Image":"{\\"a\\":1}"}',
    ],
    ['no details', { AdditionalInfo: '4 cores' }, 'SkuPriceDetails', undefined],
    [
      'a capacity reservation',
      { AdditionalInfo: '{"VMCapacityReservationId":"cr"}' },
      'CapacityReservationStatus',
      'Used',
    ],
    ['no rate between two currencies', { PCToBCExchangeRate: '' }, 'ListUnitPrice', undefined],
    [
      'no rate of one currency',
      { PCToBCExchangeRate: '', PricingCurrency: 'EUR' },
      'ListUnitPrice',
      '0.23000000000000000000',
    ],
    [
      'no credit',
      { CreditType: 'Credit Not Applied', PartnerEarnedCreditPercentage: '' },
      'x_PartnerCreditRate',
      undefined,
    ],
    ['a publisher of the marketplace', { PublisherName: 'Contoso' }, 'ServiceProviderName', 'Contoso'],
    ['an unbilled line', { InvoiceNumber: '' }, 'InvoiceId', undefined],
  ])('%s: %j', (_, changes, column, expected) => {
    expect(row(changes)(column)).toBe(expected);
  });
});
