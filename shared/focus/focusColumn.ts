import type { Column } from '../lines/columns.ts';

/** A column of the FOCUS table. */
export interface FocusColumn extends Column {
  /** What the specification's *shall not be null* says; columns of ours may always be null. */
  nullable: boolean;
}
