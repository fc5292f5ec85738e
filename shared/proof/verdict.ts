import { add, compare, type Decimal, multiply, negate, sign, subtract, ZERO } from '../decimal.ts';
import { CENT, ONE } from './amounts.ts';
import type { ConsumptionSums } from './consumption.ts';
import type { UsageGroup } from './usageGroup.ts';

export type GroupState = 'withinRounding' | 'usageMissing' | 'unexplained';

/** Usage against reconciliation of one group. */
export interface Verdict {
  state: GroupState;
  usage: Decimal;
  reconciliation: Decimal;
  /** Usage minus reconciliation. */
  difference: Decimal;
  /** Where the difference may lie by rounding alone, both ends included. */
  lower: Decimal;
  upper: Decimal;
  /** How far outside; 0 where it is inside. */
  outsideBy: Decimal;
}

/** Amounts of usage end at 20 decimals. */
const SLACK_OF_USAGE_LINE: Decimal = { unscaled: 1n, scale: 18 };
/** Reconciliation shows exchange rates with ten decimals, usage with up to 32: which one the amount was made with is not written anywhere. */
const SLACK_OF_SHOWN_RATE: Decimal = { unscaled: 1n, scale: 10 };

type UsageSums = Pick<UsageGroup, 'lines' | 'billingPreTaxTotal' | 'greatestRate'>;
type Consumption = Pick<ConsumptionSums, 'subtotal' | 'lower' | 'upper' | 'weight'>;

/** At least one of the two is there: consumption lines of reconciliation, or usage. */
export function judgeGroup(usage: UsageSums | undefined, billed: Consumption | undefined): Verdict {
  if (!usage) return judgeBilledOnly(billed?.subtotal ?? ZERO);
  if (!billed) return judgeUsageOnly(usage);
  const slack = add(multiply(whole(usage.lines), SLACK_OF_USAGE_LINE), multiply(billed.weight, SLACK_OF_SHOWN_RATE));
  const verdict = judge(usage.billingPreTaxTotal, billed.subtotal, {
    lower: subtract(billed.lower, slack),
    upper: add(billed.upper, slack),
  });
  if (verdict.state === 'withinRounding') return verdict;
  // Of what is charged there is too little usage, of what is given back too little in the other direction.
  const lacks = sign(billed.subtotal) === -sign(verdict.difference) && sign(billed.subtotal) !== 0;
  return { ...verdict, state: lacks ? 'usageMissing' : 'unexplained' };
}

/** A group in a currency that the invoice is not in, or of several: nothing in it can be compared. */
export function judgeMixed(usage: UsageSums | undefined, billed: Consumption | undefined): Verdict {
  const verdict = judge(usage?.billingPreTaxTotal ?? ZERO, billed?.subtotal ?? ZERO, { lower: ZERO, upper: ZERO });
  return { ...verdict, state: 'unexplained' };
}

function judgeBilledOnly(subtotal: Decimal): Verdict {
  const verdict = judge(ZERO, subtotal, { lower: ZERO, upper: ZERO });
  return verdict.state === 'withinRounding' ? verdict : { ...verdict, state: 'usageMissing' };
}

/** A line that rounds to nothing may have been left out of the invoice. */
function judgeUsageOnly({ billingPreTaxTotal, greatestRate }: UsageSums): Verdict {
  const most = multiply(CENT, add(ONE, greatestRate));
  return judge(billingPreTaxTotal, ZERO, { lower: negate(most), upper: most });
}

/** Inside or not; what it means to be outside is for the caller to say. */
function judge(usage: Decimal, reconciliation: Decimal, { lower, upper }: { lower: Decimal; upper: Decimal }): Verdict {
  const difference = subtract(usage, reconciliation);
  const below = subtract(lower, difference);
  const above = subtract(difference, upper);
  const outsideBy = compare(below, above) >= 0 ? below : above;
  const inside = sign(outsideBy) <= 0;
  return {
    state: inside ? 'withinRounding' : 'unexplained',
    usage,
    reconciliation,
    difference,
    lower,
    upper,
    outsideBy: inside ? ZERO : outsideBy,
  };
}

function whole(count: number): Decimal {
  return { unscaled: BigInt(count), scale: 0 };
}
