import type { ColumnVector } from '../lines/batch.ts';

const DAY_MS = 86_400_000;

/** The least and the greatest value of a column of dates or times, as far as a reader may rely on them. */
export class Bounds {
  #min: bigint | undefined;
  #max: bigint | undefined;
  #type: ColumnVector['type'] | undefined;

  add(vector: ColumnVector, rows: number): void {
    if (vector.type !== 'date' && vector.type !== 'timestamp') return;
    this.#type = vector.type;
    const values: Int32Array | BigInt64Array = vector.type === 'date' ? vector.days : vector.micros;
    let last: number | bigint | undefined;
    for (let row = 0; row < rows; row++) {
      const value = values[row];
      // Most values are that of the row before.
      if (vector.valid[row] === 0 || value === undefined || value === last) continue;
      last = value;
      this.#take(BigInt(value));
    }
  }

  /** As statistics have them; undefined for a column without values, and for times that are finer than a millisecond. */
  texts(): { min: string; max: string } | undefined {
    if (this.#min === undefined || this.#max === undefined) return undefined;
    if (this.#type === 'date') return { min: dayText(this.#min), max: dayText(this.#max) };
    if (this.#min % 1000n !== 0n || this.#max % 1000n !== 0n) return undefined;
    return { min: timeText(this.#min), max: timeText(this.#max) };
  }

  #take(value: bigint): void {
    if (this.#min === undefined || value < this.#min) this.#min = value;
    if (this.#max === undefined || value > this.#max) this.#max = value;
  }
}

function dayText(days: bigint): string {
  return new Date(Number(days) * DAY_MS).toISOString().slice(0, 10);
}

function timeText(micros: bigint): string {
  return new Date(Number(micros / 1000n)).toISOString();
}
