/**
 * What the analysis writes for the proof: lines of one key taken together, with exact sums. Sorted by key into `groups.ndjson`, so that both sides of an
 * invoice are compared side by side, whatever their size.
 */
export { isConsumption } from './consumption.ts';
export { compareKeys, keyOf, keyPart } from './groupKey.ts';
export {
  parseReconciliationGroup,
  parseUsageGroup,
  reconciliationGroupText,
  usageGroupText,
} from './groupText.ts';
export {
  foldReconciliationLine,
  mergeReconciliationGroups,
  type ReconciliationGroup,
  type ReconciliationLine,
  reconciliationKey,
} from './reconciliationGroup.ts';
export { foldUsageLine, mergeUsageGroups, type UsageGroup, type UsageLine, usageKey } from './usageGroup.ts';
