import { type Decimal, decimal, multiply, rescale } from './decimal.ts';
import { METERS, type Meter } from './meters.ts';
import { type Customer, customersOf } from './parties.ts';
import { createRandom, type Random } from './random.ts';
import type { Story } from './stories.ts';

/** What decides the figures of one invoice; both its files are written from them. */
export interface LedgerSubject {
  tenantId: string;
  invoiceId: string;
  currencyCode: string;
  story: Story;
}

/** One consumption line of reconciliation, and what its daily usage lines add up to. */
export interface Charge {
  customer: Customer;
  productId: string;
  skuId: string;
  meter: Meter;
  hasCredit: boolean;
  unitPrice: Decimal;
  /** In pricing currency; of few enough decimals that reconciliation shows them all. */
  effectivePrice: Decimal;
  rate: Decimal;
  /** Ten decimals, which is what reconciliation shows; negative for a refund. */
  quantity: Decimal;
  money: Money;
}

export interface Licence {
  customer: Customer;
  productId: string;
  skuId: string;
  chargeType: string;
  /** A reservation is metered and no consumption all the same. */
  isReservation: boolean;
  price: Decimal;
  quantity: bigint;
  money: Money;
}

/** Amounts of a line, with two decimals. */
export interface Money {
  subtotal: Decimal;
  tax: Decimal;
  total: Decimal;
}

export interface Ledger {
  charges: readonly Charge[];
  licences: readonly Licence[];
  /** What the invoice itself says. */
  totalCharges: Decimal;
}

const CUSTOMERS = 24;
const GROUPS = 96;
const LICENCES = 170;
const CENTS = 2;
const QUANTITY_SCALE = 10;
const TAX = decimal('0.19');
/** What an invoice that ties to nothing is off by. */
const UNEXPLAINED = decimal('3.21');

const kept = new Map<string, Ledger>();
const LEDGERS_KEPT = 500;

/** The same for the same subject. */
export function ledgerOf(subject: LedgerSubject): Ledger {
  const key = JSON.stringify(subject);
  const ledger = kept.get(key) ?? makeLedger(subject);
  if (kept.size >= LEDGERS_KEPT) kept.clear();
  kept.set(key, ledger);
  return ledger;
}

function makeLedger(subject: LedgerSubject): Ledger {
  const random = createRandom(JSON.stringify([subject, 'ledger']));
  const customers = customersOf(createRandom(subject.tenantId), CUSTOMERS);
  const { story } = subject;
  const hasUsage = story !== 'licencesOnly' && story !== 'creditNote';
  const charges = hasUsage ? Array.from({ length: GROUPS }, () => groupOf(subject, random, customers)).flat() : [];
  const licences =
    story === 'creditNote'
      ? [licenceOf(random, customers[0], 'customerCredit', -1n)]
      : Array.from({ length: LICENCES }, (_, index) => licencesOf(story, random, random.pick(customers), index)).flat();
  return { charges, licences, totalCharges: totalOf(story, [...charges, ...licences]) };
}

/** One to four lines of one customer and sku. */
function groupOf(
  { currencyCode, story }: LedgerSubject,
  random: Random,
  customers: [Customer, ...Customer[]],
): Charge[] {
  const hasCredit = random.below(4) > 0;
  const unitPrice = decimal(`${random.below(3)}.${random.digits(8)}`);
  const effectivePrice = hasCredit ? multiply(unitPrice, decimal('0.85'), QUANTITY_SCALE) : unitPrice;
  const rate = currencyCode === 'USD' ? decimal('1') : decimal(`0.9${random.digits(4)}`);
  const common = {
    customer: random.pick(customers),
    productId: `DZH318Z0${random.digits(4)}`,
    skuId: random.digits(4),
    meter: random.pick(METERS),
    hasCredit,
    unitPrice,
    effectivePrice,
    rate,
  };
  return Array.from({ length: 1 + random.below(4) }, (_, index) => {
    const isRefund = story === 'refunds' && random.below(6) === 0;
    const size = decimal(`${random.below(index === 0 ? 5_000 : 50)}.${random.digits(QUANTITY_SCALE)}`);
    const quantity = isRefund ? negative(size) : size;
    const amount = multiply(effectivePrice, quantity, effectivePrice.scale + QUANTITY_SCALE);
    const subtotal = multiply(rescale(amount, CENTS), rate, CENTS);
    return { ...common, quantity, money: moneyOf(subtotal) };
  });
}

/** What `ChargeType` reads in real files, in all its casings. */
const CHARGE_TYPES: readonly [string, ...string[]] = ['new', 'renew', 'addQuantity', 'cycleCharge', 'New'];

function licencesOf(story: Story, random: Random, customer: Customer, index: number): Licence[] {
  // Fewer seats: the old quantity is given back, the new one is charged.
  if (story === 'refunds' && index % 10 === 0) {
    const before = licenceOf(random, customer, 'removeQuantity', -BigInt(random.below(100) + 20));
    const quantity = before.quantity / -2n;
    return [before, { ...before, quantity, money: licenceMoney(before.price, quantity) }];
  }
  const licence = licenceOf(random, customer, random.pick(CHARGE_TYPES), BigInt(random.below(200) + 1));
  return [{ ...licence, isReservation: index % 50 === 7 }];
}

function licenceOf(random: Random, customer: Customer, chargeType: string, quantity: bigint): Licence {
  const price: Decimal = { unscaled: BigInt(random.below(10_000) + 50), scale: CENTS };
  return {
    customer,
    productId: `CFQ7TTC0${random.digits(4)}`,
    skuId: random.digits(4),
    chargeType,
    isReservation: false,
    price,
    quantity,
    money: licenceMoney(price, quantity),
  };
}

function licenceMoney(price: Decimal, quantity: bigint): Money {
  return moneyOf({ unscaled: price.unscaled * quantity, scale: CENTS });
}

function moneyOf(subtotal: Decimal): Money {
  const tax = multiply(subtotal, TAX, CENTS);
  return { subtotal, tax, total: sum([subtotal, tax]) };
}

function totalOf(story: Story, lines: readonly { money: Money }[]): Decimal {
  if (story === 'tiesToSubtotal') return sum(lines.map(({ money }) => money.subtotal));
  const total = sum(lines.map(({ money }) => money.total));
  return story === 'tiesToNothing' ? sum([total, UNEXPLAINED]) : total;
}

function sum(amounts: readonly Decimal[]): Decimal {
  return { unscaled: amounts.reduce((before, { unscaled }) => before + unscaled, 0n), scale: CENTS };
}

function negative({ unscaled, scale }: Decimal): Decimal {
  return { unscaled: -unscaled, scale };
}
