import type { Decimal } from '../decimal.ts';
import { type Batch, decimalAt, int64At, isNullAt, microsAt, textAt } from '../lines/batch.ts';
import type { Column } from '../lines/columns.ts';
import type { RawLine } from './rawLine.ts';

/** Places of the columns of a kind's batches, by name. */
export type Places = ReadonlyMap<string, number>;

export function placesOf(columns: readonly Column[]): Places {
  return new Map(columns.map(({ name }, place) => [name, place]));
}

/** One row of a batch as a raw line; `row` says which, and is moved on by whoever reads. */
export class BatchLine implements RawLine {
  row = 0;
  readonly batch: Batch;
  readonly #places: Places;

  constructor(batch: Batch, places: Places) {
    this.batch = batch;
    this.#places = places;
  }

  /** Where an attribute stands; -1 for one that this kind of line never has. */
  placeOf(attribute: string): number {
    return this.#places.get(attribute) ?? -1;
  }

  text(attribute: string): string {
    const place = this.placeOf(attribute);
    return place < 0 ? '' : (textAt(this.batch, place, this.row) ?? '');
  }

  has(attribute: string): boolean {
    const place = this.placeOf(attribute);
    return place >= 0 && !isNullAt(this.batch, place, this.row);
  }

  decimal(attribute: string): Decimal | undefined {
    const place = this.placeOf(attribute);
    return place < 0 ? undefined : decimalAt(this.batch, place, this.row);
  }

  moment(attribute: string): bigint | undefined {
    const place = this.placeOf(attribute);
    return place < 0 ? undefined : microsAt(this.batch, place, this.row);
  }

  count(attribute: string): bigint | undefined {
    const place = this.placeOf(attribute);
    return place < 0 ? undefined : int64At(this.batch, place, this.row);
  }

  day(attribute: string): number | undefined {
    const vector = this.batch.columns[this.placeOf(attribute)];
    return vector?.type === 'date' && vector.valid[this.row] === 1 ? vector.days[this.row] : undefined;
  }
}
