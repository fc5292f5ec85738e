import { type Decimal, decimalText, multiply, rescale } from './decimal.ts';
import { type Charge, type LedgerSubject, ledgerOf } from './ledger.ts';
import { createRandom } from './random.ts';
import type { Subject } from './subject.ts';
import { type LineTemplate, lineTemplate } from './template.ts';
import {
  daysIn,
  fixedAttributes,
  MONEY_SCALE,
  PRICE_SCALE,
  QUANTITY_SCALE,
  USAGE_SLOTS,
  usageOrder,
} from './usageLines.ts';

/** The same share of a file whatever its length: how many lines a charge has, and which of them this is. */
interface Place {
  charge: Charge;
  index: number;
  of: number;
}

/**
 * The usage lines of an invoice from number `from` up to `to` of `lines`. The lines of each charge add up to its quantity exactly, however many there are, so that
 * reconciliation follows from them by Microsoft's formula. The first edition of late or restated usage differs as its story says.
 */
export function* ledgerUsageLines(
  subject: Subject,
  ledgerSubject: LedgerSubject,
  { from, to, lines }: { from: number; to: number; lines: number },
): Generator<string, void, void> {
  const { charges } = ledgerOf(ledgerSubject);
  const writers = new Map<number, LineTemplate>();
  const days = daysIn(subject.month);
  for (let number = from; number < to; number += 1) {
    const at = number % charges.length;
    const charge = charges[at];
    if (!charge) return;
    const of = Math.floor(lines / charges.length) + (at < lines % charges.length ? 1 : 0);
    const place = { charge, index: Math.floor(number / charges.length), of };
    if (subject.isFirstEdition && ledgerSubject.story === 'lateUsage' && isLate(place)) continue;
    const write = writers.get(at) ?? writerOf(subject, charge, at);
    writers.set(at, write);
    const day = String(Math.floor((place.index * days) / of) + 1).padStart(2, '0');
    const quantity = quantityOf(place, subject.isFirstEdition === true && ledgerSubject.story === 'restatedUsage');
    const pricing = multiply(rescale(charge.effectivePrice, PRICE_SCALE), quantity, MONEY_SCALE);
    const billing = multiply(pricing, charge.rate, MONEY_SCALE);
    yield write([`"${subject.month}-${day}"`, decimalText(quantity), decimalText(billing), decimalText(pricing)]);
  }
}

/** Fewer lines than charges would leave some without usage. */
export function leastUsageLines(ledgerSubject: LedgerSubject): number {
  return ledgerOf(ledgerSubject).charges.length;
}

/** Of every third customer all of it, of the others the last days. */
function isLate({ charge, index, of }: Place): boolean {
  return isOneInThree(charge) || (of > 1 && index >= Math.ceil(of * 0.8));
}

function isOneInThree({ customer }: Charge): boolean {
  return Number.parseInt(customer.id.slice(0, 2), 16) % 3 === 0;
}

/** Even shares, of which each two neighbours lean to one side; the last one takes what the shares leave. */
function quantityOf({ charge, index, of }: Place, isTooHigh: boolean): Decimal {
  const whole = rescale(charge.quantity, QUANTITY_SCALE).unscaled;
  const share = whole / BigInt(of);
  const isPaired = index - (index % 2) + 1 < of;
  const lean = isPaired ? (share * BigInt(7 + ((index - (index % 2)) % 31))) / 100n : 0n;
  const rest = index === of - 1 ? whole - share * BigInt(of) : 0n;
  const unscaled = share + (index % 2 === 0 ? lean : -lean) + rest;
  return { unscaled: isTooHigh && isOneInThree(charge) ? (unscaled * 5n) / 4n : unscaled, scale: QUANTITY_SCALE };
}

function writerOf(subject: Subject, charge: Charge, at: number): LineTemplate {
  const random = createRandom(JSON.stringify([subject.tenantId, subject.invoiceId, at]));
  const { customer, meter, hasCredit, productId, skuId } = charge;
  const price = {
    unitPrice: rescale(charge.unitPrice, PRICE_SCALE),
    effectivePrice: rescale(charge.effectivePrice, PRICE_SCALE),
    rate: rescale(charge.rate, PRICE_SCALE),
    hasCredit,
  };
  const fixed = fixedAttributes(subject, random, customer, meter, price);
  const ids = { ProductId: JSON.stringify(productId), SkuId: JSON.stringify(skuId) };
  return lineTemplate(usageOrder(subject), { ...fixed, ...ids }, USAGE_SLOTS);
}
