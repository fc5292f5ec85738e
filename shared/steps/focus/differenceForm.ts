import type { RecordForm } from '../../analysis/sortedFiles.ts';
import {
  type Difference,
  differenceKey,
  differenceText,
  mergeDifferences,
  parseDifference,
} from '../../focus/difference.ts';

/** How differences lie in sorted files. */
export const DIFFERENCE_FORM: RecordForm<Difference> = {
  text: differenceText,
  parse: parseDifference,
  key: differenceKey,
  merge: mergeDifferences,
};
