import { add, compare, type Decimal, multiply, negate, roundDown, sign, ZERO } from '../decimal.ts';
import { CENT, CENT_PLACES, ONE } from './amounts.ts';
import { isWhole, rateOf } from './exchangeRate.ts';

/** What decides whether a reconciliation line is consumption of an Azure plan. An absent or empty text is `''`. */
export interface LineNature {
  meterDescription: string;
  reservationOrderId: string;
  /** Whether `SubscriptionStartDate` holds anything. */
  hasSubscriptionStart: boolean;
}

/** Consumption is what daily usage explains: metered, of no term, of no reservation or savings plan. */
export function isConsumption({ meterDescription, reservationOrderId, hasSubscriptionStart }: LineNature): boolean {
  return meterDescription !== '' && reservationOrderId === '' && !hasSubscriptionStart;
}

/** A consumption line with what its `Subtotal` was made from. */
export interface PricedLine {
  currency: string;
  pricingCurrency: string;
  exchangeRate: Decimal | undefined;
  effectiveUnitPrice: Decimal | undefined;
  billableQuantity: Decimal | undefined;
  subtotal: Decimal | undefined;
}

/** Consumption lines taken together, with the interval in which usage minus reconciliation of them can lie by rounding alone. */
export interface ConsumptionSums {
  lines: number;
  subtotal: Decimal;
  /** L ≤ 0: how far rounding can have lifted the negative lines. */
  lower: Decimal;
  /** H ≥ 0: how much rounding can have taken from the positive lines. */
  upper: Decimal;
  /** Σ |x| with x = price × quantity, in pricing currency: what a rate shown with ten decimals only can be wrong by grows with it. */
  weight: Decimal;
  /** Lines whose `Subtotal` is not what Microsoft's formula makes of them: the interval is not derived for these. */
  linesOffFormula: number;
}

export const NO_CONSUMPTION: ConsumptionSums = {
  lines: 0,
  subtotal: ZERO,
  lower: ZERO,
  upper: ZERO,
  weight: ZERO,
  linesOffFormula: 0,
};

/**
 * Microsoft's formula is `Subtotal = RD(RD(price × quantity) × rate)`, RD being the spreadsheet's ROUNDDOWN to two places, towards zero. So of a positive
 * line x·rate − Subtotal lies in [0, 0.01 × (1 + rate)): the inner rounding takes less than a cent times the rate, the outer one less than a cent, and
 * nothing at all where the rate is a whole number. Of a negative line the same with the other sign.
 * Source: learn.microsoft.com, "Use the reconciliation file to understand your invoice".
 */
export function foldConsumption(sums: ConsumptionSums, line: PricedLine): ConsumptionSums {
  const amount = multiply(line.effectiveUnitPrice ?? ZERO, line.billableQuantity ?? ZERO);
  const subtotal = line.subtotal ?? ZERO;
  const rate = rateOf(line);
  const bound = mostByRounding(rate ?? ONE);
  const direction = sign(amount);
  // A line that rounded to nothing contradicts nobody; what is zero, or says two things, may have gone either way.
  const eitherWay = direction === 0 || direction * sign(subtotal) < 0;
  const followsFormula = rate !== undefined && compare(byFormula(amount, rate), subtotal) === 0;
  return {
    lines: sums.lines + 1,
    subtotal: add(sums.subtotal, subtotal),
    lower: eitherWay || direction < 0 ? add(sums.lower, negate(bound)) : sums.lower,
    upper: eitherWay || direction > 0 ? add(sums.upper, bound) : sums.upper,
    weight: add(sums.weight, direction < 0 ? negate(amount) : amount),
    linesOffFormula: sums.linesOffFormula + (followsFormula ? 0 : 1),
  };
}

export function mergeConsumption(a: ConsumptionSums, b: ConsumptionSums): ConsumptionSums {
  return {
    lines: a.lines + b.lines,
    subtotal: add(a.subtotal, b.subtotal),
    lower: add(a.lower, b.lower),
    upper: add(a.upper, b.upper),
    weight: add(a.weight, b.weight),
    linesOffFormula: a.linesOffFormula + b.linesOffFormula,
  };
}

/** What both roundings together can take from one line, exclusive. */
export function mostByRounding(rate: Decimal): Decimal {
  return multiply(CENT, isWhole(rate) ? rate : add(ONE, rate));
}

function byFormula(amount: Decimal, rate: Decimal): Decimal {
  return roundDown(multiply(roundDown(amount, CENT_PLACES), rate), CENT_PLACES);
}
