import { decimalText, rescale } from './decimal.ts';
import { type Charge, type LedgerSubject, type Licence, ledgerOf, type Money } from './ledger.ts';
import { createRandom, type Random } from './random.ts';
import { amounts, partiesAndDocument, product, reconciliationLine, term } from './reconciliationLines.ts';
import type { Subject } from './subject.ts';
import type { RawAttributes } from './template.ts';
import { daysIn } from './usageLines.ts';

const text = (value: string) => JSON.stringify(value);
/** Decimals that quantities and rates have in real files. */
const SHOWN_SCALE = 10;

/** The reconciliation lines of an invoice from number `from` up to `to`: consumption first, then licences. */
export function* ledgerReconciliationLines(
  subject: Subject,
  ledgerSubject: LedgerSubject,
  { from, to }: { from: number; to: number },
): Generator<string, void, void> {
  const { charges, licences } = ledgerOf(ledgerSubject);
  for (const [at, line] of [...charges, ...licences].slice(from, to).entries()) {
    const random = createRandom(JSON.stringify([subject.tenantId, subject.invoiceId, from + at, 'reconciliation']));
    const attributes = 'meter' in line ? ofCharge(subject, random, line) : ofLicence(subject, random, line);
    yield reconciliationLine(subject, attributes);
  }
}

export function reconciliationLineCount(ledgerSubject: LedgerSubject): number {
  const { charges, licences } = ledgerOf(ledgerSubject);
  return charges.length + licences.length;
}

function ofCharge(subject: Subject, random: Random, charge: Charge): RawAttributes {
  const { customer, meter, productId, skuId, rate, quantity, money } = charge;
  return {
    ...partiesAndDocument(subject, random, customer),
    ...product(random, 'Azure'),
    ...term(subject, random, 'Azure', customer),
    ...amounts(subject, random, 'new'),
    // Ids of one thing differ in casing between the two files.
    CustomerId: text(Number.parseInt(customer.id.slice(0, 1), 16) % 4 === 0 ? customer.id.toUpperCase() : customer.id),
    ProductId: text(productId),
    SkuId: text(skuId),
    SkuName: text(`${meter.category} - ${meter.name}`),
    ProductName: text(meter.category),
    MeterDescription: text(meter.name),
    UnitType: text(meter.unit),
    BillingFrequency: text(''),
    TermAndBillingCycle: text(''),
    ChargeStartDate: text(`${subject.month}-01T00:00:00Z`),
    ChargeEndDate: text(`${subject.month}-${daysIn(subject.month)}T23:59:59Z`),
    UnitPrice: decimalText(charge.unitPrice),
    EffectiveUnitPrice: decimalText(charge.effectivePrice),
    Quantity: decimalText(quantity),
    BillableQuantity: decimalText(quantity),
    PricingCurrency: text('USD'),
    PCToBCExchangeRate: decimalText(rescale(rate, SHOWN_SCALE)),
    PriceAdjustmentDescription: text(charge.hasCredit ? '["15.0% Partner earned credit for services managed"]' : '[]'),
    CreditReasonCode: text(''),
    ...moneyAttributes(money),
  };
}

function ofLicence(subject: Subject, random: Random, licence: Licence): RawAttributes {
  const { customer, productId, skuId, chargeType, price, quantity, money, isReservation } = licence;
  return {
    ...partiesAndDocument(subject, random, customer),
    ...product(random, 'OnlineServices'),
    ...term(subject, random, 'OnlineServices', customer),
    ...amounts(subject, random, chargeType),
    ...(isReservation
      ? { MeterDescription: text('Reserved VM instance'), ReservationOrderId: text(random.uuid()) }
      : {}),
    ProductId: text(productId),
    SkuId: text(skuId),
    UnitPrice: decimalText(price),
    EffectiveUnitPrice: decimalText(price),
    Quantity: String(quantity),
    BillableQuantity: decimalText({ unscaled: quantity * 10n ** 10n, scale: SHOWN_SCALE }),
    ...moneyAttributes(money),
  };
}

function moneyAttributes({ subtotal, tax, total }: Money): RawAttributes {
  return { Subtotal: decimalText(subtotal), TaxTotal: decimalText(tax), Total: decimalText(total) };
}
