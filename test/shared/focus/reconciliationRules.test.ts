import { describe, expect, test } from '@jest/globals';
import { add, compare, type Decimal, parseDecimal, sign, ZERO } from '../../../shared/decimal.ts';
import { focusRow } from '../../../shared/focus/cell.ts';
import { FOCUS_COLUMNS } from '../../../shared/focus/columns.ts';
import { reconciliationRules } from '../../../shared/focus/reconciliationRules.ts';
import { restOf, restRules, taxRules } from '../../../shared/focus/taxRules.ts';
import { CONSUMPTION_LINE, LICENCE_LINE, rawLine, shown } from '../../support/focusLine.ts';

const SOURCE = { month: '2026-10', isBilled: true, manifestPath: 'v/_manifest.json' };
const KINDS = { charge: reconciliationRules(SOURCE), tax: taxRules(SOURCE), rest: restRules(SOURCE) };

const row = (line: Readonly<Record<string, string>>, kind: keyof typeof KINDS = 'charge') => {
  const cells = focusRow(KINDS[kind], rawLine(line));
  return (column: string) => shown(cells[column]);
};

describe('the row of a licence', () => {
  test.each([
    ['BilledCost', '55.20'],
    ['EffectiveCost', '55.20'],
    // 6.00 × 0.9215686275 cut off behind two places; times ten it is the subtotal.
    ['ContractedUnitPrice', '5.52'],
    ['ListUnitPrice', '5.529411765000'],
    ['ListCost', '55.2941176500000000000000'],
    ['PricingQuantity', '10.0000000000'],
    ['PricingUnit', 'Licenses'],
    ['ConsumedQuantity', undefined],
    ['ConsumedUnit', undefined],
    ['ChargeCategory', 'Purchase'],
    ['ChargeClass', undefined],
    ['ChargeFrequency', 'Recurring'],
    ['ChargePeriodEnd', '2026-11-03T00:00:00.000Z'],
    ['BillingPeriodEnd', '2026-11-01T00:00:00.000Z'],
    ['ServiceCategory', 'Business Applications'],
    ['ServiceSubcategory', 'Productivity and Collaboration'],
    ['ServiceName', 'Microsoft 365 Business Basic'],
    ['ChargeDescription', 'Microsoft 365 Business Basic'],
    ['HostProviderName', undefined],
    ['SubAccountId', 'L1'],
    ['SubAccountType', 'Commerce Subscription'],
    ['SkuPriceId', 'CFQ7TTC0LH18_0001_CFQ7TTC0K971'],
    [
      'SkuPriceDetails',
      '{"x_TermAndBillingCycle":"One-Year commitment for monthly/yearly billing","x_BillingFrequency":"Monthly"}',
    ],
    ['x_SkuTerm', '12'],
    ['x_PartnerCreditApplied', 'False'],
    ['x_SourceType', 'BilledReconciliation'],
    ['x_Total', '65.68'],
  ])('%s is %s', (column, expected) => {
    expect(row(LICENCE_LINE)(column)?.replace(/(\.\d*?[1-9])0+$|(\.0)0+$/, '$1$2')).toBe(
      expected?.replace(/(\.\d*?[1-9])0+$|(\.0)0+$/, '$1$2'),
    );
  });
});

describe('what decides', () => {
  test.each([
    ['consumption', CONSUMPTION_LINE, {}, 'ChargeCategory', 'Usage'],
    ['consumption', CONSUMPTION_LINE, {}, 'ChargeFrequency', 'Usage-Based'],
    ['consumption', CONSUMPTION_LINE, {}, 'ConsumedUnit', 'Hours'],
    ['consumption', CONSUMPTION_LINE, {}, 'HostProviderName', 'Microsoft'],
    ['the price of consumption is the product', CONSUMPTION_LINE, {}, 'ContractedUnitPrice', '0.18016666667625'],
    ['a term', CONSUMPTION_LINE, { SubscriptionStartDate: '2026-10-01T00:00:00Z' }, 'ChargeCategory', 'Purchase'],
    ['a reservation', CONSUMPTION_LINE, { ReservationOrderId: 'R1' }, 'ChargeCategory', 'Purchase'],
    ['a reservation', LICENCE_LINE, { ReservationOrderId: 'R1' }, 'EffectiveCost', '0'],
    [
      'a reservation',
      LICENCE_LINE,
      { ReservationOrderId: 'R1' },
      'CommitmentDiscountId',
      '/providers/microsoft.capacity/reservationorders/r1',
    ],
    [
      'a savings plan',
      LICENCE_LINE,
      { ReservationOrderId: 'R1', ProductName: 'Compute Savings Plan' },
      'CommitmentDiscountCategory',
      'Spend',
    ],
    ['casing of charge types', LICENCE_LINE, { ChargeType: 'CustomerCredit' }, 'ChargeCategory', 'Credit'],
    [
      'a credit is no correction',
      LICENCE_LINE,
      { ChargeType: 'customerCredit', Subtotal: '-1', ChargeStartDate: '2026-01-01T00:00:00Z' },
      'ChargeClass',
      undefined,
    ],
    [
      'seats removed',
      LICENCE_LINE,
      { ChargeType: 'removeQuantity', Subtotal: '-1', ChargeStartDate: '2026-09-01T00:00:00Z' },
      'ChargeClass',
      'Correction',
    ],
    [
      'seats removed in this month',
      LICENCE_LINE,
      { ChargeType: 'removeQuantity', Subtotal: '-1' },
      'ChargeClass',
      undefined,
    ],
    ['cancelled', LICENCE_LINE, { ChargeType: 'cancelImmediate', Subtotal: '-1' }, 'ChargeClass', 'Correction'],
    ['cancelled', LICENCE_LINE, { ChargeType: 'cancelImmediate' }, 'ChargeFrequency', 'One-Time'],
    ['new without frequency', LICENCE_LINE, { ChargeType: 'new', BillingFrequency: '' }, 'ChargeFrequency', 'One-Time'],
    ['new with frequency', LICENCE_LINE, { ChargeType: 'New' }, 'ChargeFrequency', 'Recurring'],
    ['a type nobody knows', LICENCE_LINE, { ChargeType: 'constructor' }, 'ChargeCategory', 'Purchase'],
    ['a refund nobody knows', LICENCE_LINE, { ChargeType: 'other', Subtotal: '-1' }, 'ChargeCategory', 'Adjustment'],
    ['a type nobody knows', LICENCE_LINE, { ChargeType: 'other' }, 'ChargeFrequency', 'One-Time'],
    [
      'an end that never comes',
      LICENCE_LINE,
      { ChargeEndDate: '9999-12-31T23:59:59.999Z' },
      'ChargePeriodEnd',
      '9999-12-31T23:59:59.999Z',
    ],
    [
      'an end by the day',
      LICENCE_LINE,
      { ChargeEndDate: '2026-10-31T00:00:00Z' },
      'ChargePeriodEnd',
      '2026-11-01T00:00:00.000Z',
    ],
    [
      'an end by the millisecond',
      LICENCE_LINE,
      { ChargeEndDate: '2026-10-31T23:59:59.999Z' },
      'ChargePeriodEnd',
      '2026-11-01T00:00:00.000Z',
    ],
    [
      'an end within a day',
      LICENCE_LINE,
      { ChargeEndDate: '2026-10-31T12:00:00Z' },
      'ChargePeriodEnd',
      '2026-10-31T12:00:00.000Z',
    ],
    ['a product nobody knows', LICENCE_LINE, { ProductName: 'Gadget', SkuName: 'Blue' }, 'ServiceCategory', 'Other'],
    [
      'what is special goes first',
      LICENCE_LINE,
      { ProductName: 'Microsoft Defender for Office 365' },
      'ServiceCategory',
      'Security',
    ],
    [
      'an Azure service by its name',
      CONSUMPTION_LINE,
      { ProductName: 'Azure Monitor' },
      'ServiceCategory',
      'Management and Governance',
    ],
    ['two names', LICENCE_LINE, { ProductName: 'Power BI', SkuName: 'Pro' }, 'ChargeDescription', 'Power BI - Pro'],
    [
      'credit of the partner',
      LICENCE_LINE,
      { PriceAdjustmentDescription: '["Promotion 5%","15.0% Partner earned credit for services managed"]' },
      'x_PartnerCreditRate',
      '0.15',
    ],
    ['a term by its dates', LICENCE_LINE, { TermAndBillingCycle: '' }, 'x_SkuTerm', '12'],
    ['a term of months', LICENCE_LINE, { TermAndBillingCycle: '1 Month Subscription' }, 'x_SkuTerm', '1'],
    ['no term', CONSUMPTION_LINE, {}, 'x_SkuTerm', undefined],
  ])('%s: %#', (_, line, changes, column, expected) => {
    expect(row({ ...line, ...changes })(column)?.replace(/(\.\d*?[1-9])0+$/, '$1')).toBe(expected);
  });
});

describe('tax and what does not add up', () => {
  test('tax is a row of its own, without a price', () => {
    const tax = row(LICENCE_LINE, 'tax');
    for (const cost of ['BilledCost', 'EffectiveCost', 'ContractedCost', 'ListCost']) expect(tax(cost)).toBe('10.48');
    expect(tax('ChargeCategory')).toBe('Tax');
    expect(tax('ChargeDescription')).toBe('Tax: Microsoft 365 Business Basic');
    for (const priced of [
      'SkuId',
      'SkuPriceId',
      'PricingQuantity',
      'PricingUnit',
      'ContractedUnitPrice',
      'ListUnitPrice',
    ]) {
      expect(tax(priced)).toBeUndefined();
    }
    expect([tax('InvoiceId'), tax('x_CustomerId'), tax('SubAccountId')]).toEqual(['G000001', 'C1', 'L1']);
  });

  test.each([
    ['adds up', '65.68', '0.00'],
    ['has more', '65.70', '0.02'],
    ['has less', '60.00', '-5.68'],
  ])('a total that %s', (_, total, rest) => {
    const line = rawLine({ ...LICENCE_LINE, Total: total });
    expect(compare(restOf(line), parseDecimal(rest) as Decimal)).toBe(0);
    const rows = sign(restOf(line)) === 0 ? [KINDS.charge, KINDS.tax] : [KINDS.charge, KINDS.tax, KINDS.rest];
    const billed = rows.map((rules) => focusRow(rules, line).BilledCost as Decimal).reduce(add, ZERO);
    expect(compare(billed, parseDecimal(total) as Decimal)).toBe(0);
  });

  test('a column that may not be null is made by every kind of row', () => {
    const given = rawLine(LICENCE_LINE);
    const needed = FOCUS_COLUMNS.filter(({ nullable }) => !nullable).map(({ name }) => name);
    for (const rules of Object.values(KINDS)) {
      const made = focusRow(rules, given);
      expect(needed.filter((name) => made[name] === undefined)).toEqual([]);
    }
  });
});
