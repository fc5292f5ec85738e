/** How a column of the table is stored. `decimal` has 38 digits, `scale` of them behind the point; `timestamp` is microseconds, UTC. */
export type FocusType =
  | { type: 'string' }
  | { type: 'decimal'; scale: number }
  | { type: 'timestamp' }
  | { type: 'int64' };

export interface FocusColumn {
  name: string;
  type: FocusType;
  /** What the specification's *shall not be null* says; columns of ours may always be null. */
  nullable: boolean;
}
