import type { Cells } from './cells.ts';
import type { Attribute } from './columns.ts';
import { ABSENT, JSON_KINDS, type JsonKind } from './jsonKind.ts';
import {
  type ColumnReport,
  type LineFault,
  MAX_FAULTS,
  MAX_NAME_LENGTH,
  MAX_UNKNOWN,
  type Place,
  type ScanReport,
} from './scanReport.ts';

interface ColumnFindings {
  readonly counts: Float64Array;
  readonly first: Partial<Record<JsonKind, Place>>;
  unfit: number;
  firstUnfit: Place | undefined;
  mostDecimals: number;
}

/** Counts while a scan goes on; values are counted a batch at a time, which costs next to nothing. */
export class Findings {
  lines = 0;
  rows = 0;
  blank = 0;
  unreadable = 0;
  inexact = 0;
  readonly #attributes: readonly Attribute[];
  readonly #columns: readonly ColumnFindings[];
  readonly #unknown = new Map<string, { lines: number; first: Place }>();
  #unknownMore = 0;
  readonly #faults: LineFault[] = [];

  constructor(attributes: readonly Attribute[]) {
    this.#attributes = attributes;
    this.#columns = attributes.map(() => ({
      counts: new Float64Array(JSON_KINDS.length),
      first: {},
      unfit: 0,
      firstUnfit: undefined,
      mostDecimals: -1,
    }));
  }

  fault(fault: LineFault): void {
    if (fault.code === 'LineUnreadable') this.unreadable++;
    else this.inexact++;
    if (this.#faults.length < MAX_FAULTS) this.#faults.push(fault);
  }

  unfit(column: number, place: Place): void {
    const findings = this.#columns[column];
    if (!findings) return;
    findings.unfit++;
    findings.firstUnfit ??= place;
  }

  unknown(name: string, place: Place): void {
    const short = name.slice(0, MAX_NAME_LENGTH);
    const known = this.#unknown.get(short);
    if (known) known.lines++;
    else if (this.#unknown.size < MAX_UNKNOWN) this.#unknown.set(short, { lines: 1, first: place });
    else this.#unknownMore++;
  }

  /** Counts the values of a complete batch; `placeOf` says where a row comes from. */
  batch(cells: readonly Cells[], rows: number, placeOf: (row: number) => Place): void {
    for (const [index, column] of cells.entries()) {
      const { kinds } = column;
      const findings = this.#columns[index];
      if (!findings) continue;
      const counts = new Int32Array(JSON_KINDS.length);
      countKinds(kinds, rows, counts);
      for (const [kind, name] of JSON_KINDS.entries()) {
        const count = counts[kind] ?? 0;
        if (count === 0) continue;
        findings.counts[kind] = (findings.counts[kind] ?? 0) + count;
        findings.first[name] ??= placeOf(kinds.indexOf(kind));
      }
      findings.mostDecimals = Math.max(findings.mostDecimals, column.mostDecimalsOf?.(rows) ?? -1);
    }
  }

  report(): ScanReport {
    return {
      lines: this.lines,
      rows: this.rows,
      blank: this.blank,
      unreadable: this.unreadable,
      inexact: this.inexact,
      columns: this.#columns.map((findings, index) => columnReport(this.#attributes[index]?.name ?? '', findings)),
      unknown: [...this.#unknown].map(([name, { lines, first }]) => ({ name, lines, first })),
      unknownMore: this.#unknownMore,
      faults: [...this.#faults],
    };
  }
}

function countKinds(kinds: Uint8Array, rows: number, counts: Int32Array): void {
  for (let row = 0; row < rows; row++) {
    const kind = kinds[row] as number;
    counts[kind] = (counts[kind] as number) + 1;
  }
}

function columnReport(name: string, { counts, first, unfit, firstUnfit, mostDecimals }: ColumnFindings): ColumnReport {
  const types: Partial<Record<JsonKind, number>> = {};
  let present = 0;
  for (const [kind, kindName] of JSON_KINDS.entries()) {
    const count = counts[kind] ?? 0;
    if (kind === ABSENT || count === 0) continue;
    types[kindName] = count;
    present += count;
  }
  const { absent: _absent, ...kinds } = first;
  return {
    name,
    present,
    absent: counts[ABSENT] ?? 0,
    types,
    first: kinds,
    unfit,
    ...(firstUnfit ? { firstUnfit } : {}),
    mostDecimals,
  };
}
