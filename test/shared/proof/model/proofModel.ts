import {
  cents,
  type Fraction,
  fraction,
  less,
  magnitude,
  minus,
  none,
  plain,
  plus,
  same,
  signOf,
  sum,
  times,
} from './fraction.ts';

/** A line of either file as the tests write it: amounts as texts, absent ones left out. */
export interface ModelUsage {
  customerId: string;
  subscriptionId: string;
  productId: string;
  skuId: string;
  entitlementId: string;
  currency: string;
  pricingCurrency: string;
  rate?: string;
  amount?: string;
}

export interface ModelBilled {
  customerId: string;
  subscriptionId: string;
  productId: string;
  skuId: string;
  currency: string;
  pricingCurrency: string;
  rate?: string;
  price?: string;
  quantity?: string;
  subtotal?: string;
  tax?: string;
  total?: string;
  meter: string;
  reservation: string;
  term: boolean;
}

export interface ModelInvoice {
  totalCharges?: string;
  currency?: string;
  usage: ModelUsage[] | 'noData' | 'absent';
  reconciliation: ModelBilled[] | 'noData' | 'absent';
}

const cent = fraction('0.01');
const one = fraction('1');
const num = (text: string | undefined) => (text === undefined ? none : fraction(text));

/**
 * The rules of docs/proof.md written a second time, over lines and not over groups, all at once and with fractions: what the program says must be what this
 * says.
 */
export function modelProof({ totalCharges, currency, usage, reconciliation }: ModelInvoice) {
  const used = Array.isArray(usage) ? usage : [];
  const billed = Array.isArray(reconciliation) ? reconciliation : [];
  const home = (currency ?? firstCurrency(used, billed))?.toLowerCase();
  const atHome = <Line extends { currency: string }>(lines: Line[]) =>
    lines.filter((line) => line.currency.toLowerCase() === home);
  const consumption = billed.filter(({ meter, term, reservation }) => meter !== '' && !term && reservation === '');
  const groups = groupsOf(used, consumption).map((group) => judged(group, home));
  const isEmpty = (side: unknown[] | string) => (Array.isArray(side) ? side.length === 0 : side === 'noData');
  const total = sum(atHome(billed).map((line) => num(line.total)));
  const subtotal = sum(atHome(billed).map((line) => num(line.subtotal)));
  const tie = tieTo(totalCharges, Array.isArray(reconciliation), total, subtotal);

  const comparable = Array.isArray(reconciliation) && (Array.isArray(usage) || consumption.length === 0);
  const state = (() => {
    if (isEmpty(usage) && isEmpty(reconciliation)) return 'notApplicable';
    if (!comparable || totalCharges === undefined) return 'pending';
    if (groups.some((group) => group.state === 'usageMissing')) return 'usageMissing';
    const foreign = [...used, ...billed].some((line) => line.currency.toLowerCase() !== home);
    const broken = billed.some((line) => !same(plus(num(line.subtotal), num(line.tax)), num(line.total)));
    const odd = groups.some((group) => group.state === 'unexplained');
    return foreign || broken || odd || tie.tiesTo === 'none' ? 'unexplained' : 'proved';
  })();

  const count = (wanted: string) => groups.filter((group) => group.state === wanted).length;
  return {
    state,
    tiesTo: tie.tiesTo,
    difference: tie.difference,
    total: Array.isArray(reconciliation) ? plain(total) : undefined,
    offFormula: consumption.filter((line) => !followsFormula(line)).length,
    groups:
      comparable && state !== 'notApplicable'
        ? {
            compared: groups.length,
            withinRounding: count('withinRounding'),
            usageMissing: count('usageMissing'),
            unexplained: count('unexplained'),
            difference: plain(sum(groups.filter(({ atHome: here }) => here).map((group) => group.difference))),
            outside: groups
              .filter((group) => group.state !== 'withinRounding')
              .map((group) => `${group.key} ${group.state} ${plain(group.difference)}`)
              .sort(),
          }
        : undefined,
  };
}

/** The currency of the first group of the sorted files, reconciliation before usage. */
function firstCurrency(used: ModelUsage[], billed: ModelBilled[]): string | undefined {
  const rank = (line: ModelUsage | ModelBilled, side: number) => ({
    line,
    order: [...tuple(line), String(side), line.currency.toLowerCase()],
  });
  const all = [...billed.map((line) => rank(line, 0)), ...used.map((line) => rank(line, 1))];
  all.sort((a, b) => {
    const at = a.order.findIndex((text, index) => text !== b.order[index]);
    return at < 0 ? 0 : (a.order[at] ?? '') < (b.order[at] ?? '') ? -1 : 1;
  });
  return all[0]?.line.currency;
}

function tuple(line: ModelUsage | ModelBilled): string[] {
  return [line.customerId, line.subscriptionId, line.productId, line.skuId].map((text) => text.toLowerCase());
}

interface ModelGroup {
  key: string;
  currency: string;
  used: ModelUsage[];
  billed: ModelBilled[];
  currencies: number;
}

function groupsOf(used: ModelUsage[], billed: ModelBilled[]): ModelGroup[] {
  const names = [...used, ...billed].map((line) => JSON.stringify([...tuple(line), line.currency.toLowerCase()]));
  return [...new Set(names)].map((name) => {
    const parts = JSON.parse(name) as string[];
    const key = parts.slice(0, 4).join('/');
    const isOf = (line: ModelUsage | ModelBilled) => tuple(line).join('/') === key;
    const isIn = (line: ModelUsage | ModelBilled) => isOf(line) && line.currency.toLowerCase() === parts[4];
    const all = [...used.filter(isOf), ...billed.filter(isOf)];
    return {
      key,
      currency: parts[4] ?? '',
      used: used.filter(isIn),
      billed: billed.filter(isIn),
      currencies: new Set(all.map((line) => line.currency.toLowerCase())).size,
    };
  });
}

function judged(group: ModelGroup, home: string | undefined) {
  const u = sum(group.used.map((line) => num(line.amount)));
  const s = sum(group.billed.map((line) => num(line.subtotal)));
  const difference = minus(u, s);
  const atHome = group.currency === home;
  return { key: group.key, difference, atHome, state: stateOfGroup(group, atHome, u, s) };
}

function stateOfGroup({ used, billed, currencies }: ModelGroup, atHome: boolean, u: Fraction, s: Fraction): string {
  if (!atHome || currencies > 1) return 'unexplained';
  if (used.length === 0) return signOf(s) === 0 ? 'withinRounding' : 'usageMissing';
  if (billed.length === 0) {
    const rates = used.map((line) => rate(line) ?? none);
    const greatest = rates.reduce((a, b) => (less(a, b) ? b : a), none);
    return less(times(cent, plus(one, greatest)), magnitude(u)) ? 'unexplained' : 'withinRounding';
  }
  let low = none;
  let high = none;
  let slack: Fraction = { n: BigInt(used.length), d: 10n ** 18n };
  for (const line of billed) {
    const x = times(num(line.price), num(line.quantity));
    const r = rate(line) ?? one;
    const most = times(cent, r.n % r.d === 0n ? r : plus(one, r));
    const [a, b] = [signOf(x), signOf(num(line.subtotal))];
    if (a > 0 || a === 0 || a * b === -1) high = plus(high, most);
    if (a < 0 || a === 0 || a * b === -1) low = minus(low, most);
    slack = plus(slack, times(magnitude(x), { n: 1n, d: 10n ** 10n }));
  }
  const difference = minus(u, s);
  const below = less(difference, minus(low, slack));
  const above = less(plus(high, slack), difference);
  if (!below && !above) return 'withinRounding';
  return (signOf(s) > 0 && below) || (signOf(s) < 0 && above) ? 'usageMissing' : 'unexplained';
}

function rate(line: { rate?: string; currency: string; pricingCurrency: string }): Fraction | undefined {
  if (line.rate !== undefined) return signOf(fraction(line.rate)) > 0 ? fraction(line.rate) : undefined;
  return line.currency.toLowerCase() === line.pricingCurrency.toLowerCase() ? one : undefined;
}

function followsFormula(line: ModelBilled): boolean {
  const r = rate(line);
  return (
    r !== undefined && same(cents(times(cents(times(num(line.price), num(line.quantity))), r)), num(line.subtotal))
  );
}

function tieTo(totalCharges: string | undefined, landed: boolean, total: Fraction, subtotal: Fraction) {
  if (totalCharges === undefined || !landed) return { tiesTo: 'unknown', difference: undefined };
  const [a, b] = [minus(total, fraction(totalCharges)), minus(subtotal, fraction(totalCharges))];
  if (signOf(a) === 0) return { tiesTo: 'total', difference: '0.00' };
  if (signOf(b) === 0) return { tiesTo: 'subtotal', difference: '0.00' };
  return { tiesTo: 'none', difference: plain(less(magnitude(b), magnitude(a)) ? b : a) };
}
