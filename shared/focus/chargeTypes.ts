/** What a `ChargeType` of reconciliation means to FOCUS. Names are compared without case: files have both. */
export interface ChargeType {
  category: 'Purchase' | 'Credit';
  /** Undefined: recurring where the line has a billing frequency, else once. */
  frequency: 'Recurring' | 'One-Time' | undefined;
  /** When a negative amount of it corrects what was invoiced before; a credit is none, it is granted. */
  corrects: 'earlier periods' | 'always' | 'never';
}

const purchase = (frequency: ChargeType['frequency'], corrects: ChargeType['corrects'] = 'earlier periods') =>
  ({ category: 'Purchase', frequency, corrects }) as const;

const CHARGE_TYPES: Readonly<Record<string, ChargeType>> = {
  new: purchase(undefined),
  renew: purchase('Recurring'),
  // Both refund the old number of seats and charge the new one, under this one type.
  addquantity: purchase('Recurring'),
  removequantity: purchase('Recurring'),
  convert: purchase('Recurring'),
  cancelimmediate: purchase('One-Time', 'always'),
  customercredit: { category: 'Credit', frequency: 'One-Time', corrects: 'never' },
  // Seen in the field, not in the documentation.
  cyclecharge: purchase('Recurring'),
  cyclefee: purchase('Recurring'),
};

/** Undefined: one that nobody has described. */
export function chargeTypeOf(chargeType: string): ChargeType | undefined {
  const key = chargeType.toLowerCase();
  return Object.hasOwn(CHARGE_TYPES, key) ? CHARGE_TYPES[key] : undefined;
}
