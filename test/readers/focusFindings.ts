/** What the validator finds and docs/focus.md ("What the validator finds") gives the reason of. */
const EXPLAINED: ReadonlySet<string> = new Set([
  'BillingAccountName-C-003-C',
  'CapacityReservationStatus-C-004-C',
  'CommitmentDiscountStatus-C-004-C',
  'EffectiveCost-C-005-C',
  'InvoiceId-C-004-C',
  'InvoiceId-C-005-C',
  'SkuMeter-C-005-C',
]);

type Finding = [rule: string, violations: string, words: string];

/** Findings without a reason. A rule that fails since one of its parts does is that part's finding. */
export function unexplained(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ([rule, , words]) => !EXPLAINED.has(rule) && !/child rules failed|failed child rules/.test(words),
  );
}
