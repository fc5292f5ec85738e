import type { Decimal } from '../decimal.ts';

/** One landed line, by the names of its attributes. What is absent, null or does not fit its column reads as absent. */
export interface RawLine {
  /** `''` where absent: the exports write either for the same thing. */
  text(attribute: string): string;
  /** Whether a value stands there, of whatever type. */
  has(attribute: string): boolean;
  decimal(attribute: string): Decimal | undefined;
  /** A date-time, microseconds since 1970 in UTC. */
  moment(attribute: string): bigint | undefined;
  /** A whole number of 64 bits. */
  count(attribute: string): bigint | undefined;
  /** A date, days since 1970. */
  day(attribute: string): number | undefined;
}
