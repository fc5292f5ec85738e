/**
 * Values of `ChargeType` that are known, lower-cased: files differ in their casing. The only closed set that is watched.
 * Source: learn.microsoft.com, "Reconciliation file charge types", and unbilled usage files (`usage`).
 */
export const CHARGE_TYPES: ReadonlySet<string> = new Set([
  'new',
  'usage',
  'renew',
  'addquantity',
  'removequantity',
  'convert',
  'cancelimmediate',
  'customercredit',
  'cyclecharge',
  'cyclefee',
]);
