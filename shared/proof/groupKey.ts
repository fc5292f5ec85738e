/**
 * What usage and reconciliation lines of one thing have in common: Microsoft names productId, skuId and meterId for the match, and reconciliation has no
 * meter. Texts as the file writes them; an absent one is empty.
 */
export interface GroupId {
  customerId: string;
  subscriptionId: string;
  productId: string;
  skuId: string;
}

/** Two of these never stand inside a part: a single one there is written as {@link ESCAPED_ZERO}. So keys sort as their parts do, one after the other. */
const SEPARATOR = '\0\0';
const ESCAPED_ZERO = '\0\u0001';

/**
 * The text by which groups are told apart and sorted (UTF-16 code units): the lower-cased parts in their order, since ids differ in casing between the two
 * files. Of a longer key the first parts make the text that a shorter one of the same parts begins with.
 */
export function keyOf(parts: readonly string[]): string {
  return parts.map(keyPart).join(SEPARATOR);
}

/** One part of a key. For callers that meet the same texts again and again and keep what they made of them. */
export function keyPart(text: string): string {
  const lower = text.toLowerCase();
  return lower.includes('\0') ? lower.replaceAll('\0', ESCAPED_ZERO) : lower;
}

/** What both files share of the key, without the currency. */
export function matchKey({ customerId, subscriptionId, productId, skuId }: GroupId): string {
  return keyOf([customerId, subscriptionId, productId, skuId]);
}

/** Code unit order, as `<` compares texts. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Texts of a group that two lines of it may spell in different ways. */
interface Spelled extends GroupId {
  customerName: string;
  currency: string;
}

/** Lets `into` have the one spelling of itself and the other. */
export function spellAlike<Group extends Spelled>(into: Group, other: Spelled): Group {
  into.customerId = oneSpelling(into.customerId, other.customerId);
  into.subscriptionId = oneSpelling(into.subscriptionId, other.subscriptionId);
  into.productId = oneSpelling(into.productId, other.productId);
  into.skuId = oneSpelling(into.skuId, other.skuId);
  into.customerName = oneSpelling(into.customerName, other.customerName);
  into.currency = oneSpelling(into.currency, other.currency);
  return into;
}

/** Of two spellings of the same thing always the same one, whichever comes first; an empty one gives way. */
export function oneSpelling(a: string, b: string): string {
  if (a === b || b === '') return a;
  if (a === '') return b;
  return a <= b ? a : b;
}
