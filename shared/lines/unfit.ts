import type { ColumnVector } from './batch.ts';
import type { Attribute } from './columns.ts';
import type { Findings } from './findings.ts';
import { decodeJsonText } from './jsonText.ts';
import type { LineSource } from './lineSource.ts';
import type { Place } from './scanReport.ts';
import { StringColumn } from './stringColumn.ts';

/** An amount that its column cannot hold. */
export interface UnfitAmount {
  readonly row: number;
  /** Which attribute. */
  readonly column: number;
  /** As it stands in the line: a number that is too long, or something else. */
  readonly json: string;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The column `LandingUnfit` of a batch: of a row that has misfits, a JSON object of their JSON texts by name. */
export class Unfit {
  readonly #attributes: readonly Attribute[];
  readonly #source: LineSource;
  readonly #findings: Findings;
  readonly #column: StringColumn;
  amounts: UnfitAmount[] = [];

  constructor(attributes: readonly Attribute[], source: LineSource, findings: Findings, capacity: number) {
    this.#attributes = attributes;
    this.#source = source;
    this.#findings = findings;
    this.#column = new StringColumn(capacity);
  }

  /** Takes the misfits of the line that has just been read. */
  add(row: number, place: Place): void {
    const { bytes, misfits } = this.#source;
    // A Map takes any name, `__proto__` too; of a name that the line has twice the last value counts.
    const values = new Map<string, string>();
    for (const misfit of misfits) {
      const json = utf8.decode(bytes.subarray(misfit.start, misfit.end));
      if (misfit.column >= 0) {
        values.set(this.#attributes[misfit.column]?.name ?? '', json);
        this.#addKnown(row, misfit.column, json, place);
        continue;
      }
      const name = decodeJsonText(bytes.subarray(misfit.keyStart, misfit.keyEnd));
      if (!values.has(name)) this.#findings.unknown(name, place);
      values.set(name, json);
    }
    const members = Array.from(values, ([name, json]) => `${JSON.stringify(name)}:${json}`);
    const text = `{${members.join(',')}}`;
    this.#column.indices[row] = this.#column.addText(text);
    this.#source.textBytes += text.length;
  }

  vector(): ColumnVector {
    return this.#column.vector();
  }

  reset(rows: number): void {
    this.#column.reset(rows);
    this.amounts = [];
  }

  #addKnown(row: number, column: number, json: string, place: Place): void {
    const attribute = this.#attributes[column];
    this.#findings.unfit(column, place);
    if (attribute?.currency === undefined) return;
    this.#findings.fault({ code: 'TableInexact', column: attribute.name, ...place });
    this.amounts.push({ row, column, json });
  }
}
