import { decimalText } from '../decimal.ts';
import type { Month } from '../export/month.ts';
import { type Batch, int128At } from '../lines/batch.ts';
import type { Column } from '../lines/columns.ts';
import { tableColumns } from '../lines/dictionary.ts';
import { placesOf } from './batchLine.ts';
import { checkLicencePricing, checkUnknown, checkUsagePricing } from './checks.ts';
import { FOCUS_COLUMNS, placeOf } from './columns.ts';
import type { Difference } from './difference.ts';
import { foldDifferences } from './foldDifferences.ts';
import { type Mapping, mapBatch, mappingOf } from './mapBatch.ts';
import type { RowSource } from './monthRows.ts';
import { NO_FIGURES, type PartFigures } from './partFigures.ts';
import type { RawLine } from './rawLine.ts';
import { isConsumptionLine, NATURE, reconciliationRules } from './reconciliationRules.ts';
import type { Rule } from './rule.ts';
import { restOf, restRules, taxRules } from './taxRules.ts';
import { usageRules } from './usageRules.ts';
import { allRows, type Selection } from './vectors.ts';

/** Makes FOCUS rows of the lines of a part of one source, and counts what is worth knowing of them. */
export class RowMapper {
  /** The partner's tenant, as the first line names it; empty before there was one. */
  partnerId = '';
  readonly #differences: Map<string, Difference>;
  readonly #source: RowSource;
  readonly #part: number;
  readonly #isUsage: boolean;
  readonly #columns: readonly Column[];
  readonly #rules: { charges: Rule[]; tax: Rule[]; rests: Rule[] };
  readonly #figures: PartFigures = structuredClone(NO_FIGURES);
  #billedCost = 0n;
  #total = 0n;

  /** Groups of a reconciled invoice are added to `differences`, by key; whoever owns the map may take some out between two batches. */
  constructor(source: RowSource, month: Month, part: number, differences: Map<string, Difference>) {
    this.#differences = differences;
    const { kind, landed } = source;
    this.#source = source;
    this.#part = part;
    this.#isUsage = kind === 'billedUsage' || kind === 'unbilledUsage';
    this.#columns = tableColumns(kind);
    const lines = { month, isBilled: kind.startsWith('billed'), manifestPath: landed.manifestPath };
    this.#rules = this.#isUsage
      ? { charges: usageRules(lines), tax: [], rests: [] }
      : { charges: reconciliationRules(lines), tax: taxRules(lines), rests: restRules(lines) };
  }

  /** The rows of a batch of lines, kind by kind. They share memory with it. */
  *map(batch: Batch): Generator<Batch> {
    const mapping = mappingOf(batch, placesOf(this.#columns));
    const all = allRows(batch.rows);
    this.#figures.lines += batch.rows;
    this.partnerId ||= mapping.line.text('PartnerId');
    checkUnknown(mapping, all, this.#figures.unknown, this.#isUsage);
    if (this.#isUsage) yield* this.#usage(mapping, all);
    else yield* this.#reconciliation(mapping, all);
  }

  figures(): PartFigures {
    const sum = (unscaled: bigint) => decimalText({ unscaled, scale: AMOUNT_SCALE });
    return { ...this.#figures, billedCost: sum(this.#billedCost), total: sum(this.#total) };
  }

  *#usage(mapping: Mapping, all: Selection): Generator<Batch> {
    checkUsagePricing(mapping, all, this.#figures.pricing);
    if (this.#source.reconciled) {
      foldDifferences(this.#differences, mapping, { side: 'usage', rows: all, part: this.#part });
    }
    yield* this.#rows(mapping, 'charges', all);
  }

  *#reconciliation(mapping: Mapping, all: Selection): Generator<Batch> {
    const { line, codes, batch } = mapping;
    checkLicencePricing(mapping, all, this.#figures.pricing);
    this.#total += sumOf(batch, line.placeOf('Total'), batch.rows);
    const consumption = where(mapping, all, codes.of(NATURE), isConsumptionLine);
    if (this.#source.reconciled) {
      const rows = consumption.chosen;
      foldDifferences(this.#differences, mapping, { side: 'reconciliation', rows, part: this.#part });
    }
    yield* this.#rows(mapping, 'charges', this.#source.withoutConsumption ? consumption.left : all);
    const taxed = codes.of([{ sign: 'TaxTotal' }]);
    yield* this.#rows(mapping, 'tax', where(mapping, all, taxed, (each) => each.decimal('TaxTotal')?.unscaled).chosen);
    const odd = all.filter((row) => {
      line.row = row;
      return restOf(line).unscaled !== 0n;
    });
    yield* this.#rows(mapping, 'rests', odd);
  }

  *#rows(mapping: Mapping, kind: 'charges' | 'tax' | 'rests', rows: Selection): Generator<Batch> {
    if (rows.length === 0) return;
    const mapped = mapBatch(mapping, this.#rules[kind], rows);
    this.#figures.rows[kind] += rows.length;
    this.#billedCost += sumOf(mapped, BILLED_COST, mapped.rows);
    yield mapped;
  }
}

const BILLED_COST = placeOf('BilledCost');
/** Of `BilledCost` and of what it is made of. */
const AMOUNT_SCALE = (() => {
  const { type } = FOCUS_COLUMNS[BILLED_COST] as Column;
  return type.type === 'decimal' ? type.scale : 0;
})();

function sumOf({ columns }: Batch, place: number, rows: number): bigint {
  const vector = columns[place];
  let sum = 0n;
  if (vector?.type !== 'decimal') return sum;
  for (let row = 0; row < rows; row++) if (vector.valid[row] === 1) sum += int128At(vector.words, row);
  return sum;
}

/** Rows of which something is true, asked once for each combination of what it reads, and the others. */
function where(
  { line }: Mapping,
  rows: Selection,
  { of, size }: { of: Int32Array; size: number },
  is: (line: RawLine) => unknown,
): { chosen: Selection; left: Selection } {
  const answers = new Int8Array(size).fill(-1);
  const answerOf = (row: number) => {
    const code = of[row] as number;
    if (answers[code] === -1) {
      line.row = row;
      answers[code] = is(line) ? 1 : 0;
    }
    return answers[code] === 1;
  };
  return { chosen: rows.filter(answerOf), left: rows.filter((row) => !answerOf(row)) };
}
