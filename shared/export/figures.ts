/** Counts one figure of a file that comes in chunks. */
export interface Counter {
  add(chunk: Buffer): void;
  readonly value: number;
}

/** All there is to a figure that is counted of each file while it is copied: another one is another row. */
export interface Figure {
  readonly counter: () => Counter;
  /** Of several files, from those of each. */
  readonly merge: (a: number, b: number) => number;
  /**
   * Whether every receipt has it, those of the first build too. Of any other figure a file that was copied earlier says
   * nothing: it is unknown, for all files together as well.
   */
  readonly always: boolean;
}

const sum = (a: number, b: number) => a + b;

/**
 * Counted in the stream of the copy, kept in the receipt of the file (in lower case, so two names must not differ by
 * case alone), merged over the files of a version and shown, by these names, in manifests, answers and events.
 */
export const FIGURES = {
  bytes: { counter: byteCounter, merge: sum, always: true },
  lines: { counter: lineCounter, merge: sum, always: true },
} as const satisfies Figures;

export type Figures = Readonly<Record<string, Figure>>;

/** Every figure, as a copy counts it. */
export type Counted<T extends Figures = typeof FIGURES> = { readonly [Name in keyof T]: number };

/** Figures of what has landed, by this build or an earlier one. */
export type Known<T extends Figures = typeof FIGURES> = {
  readonly [Name in keyof T as T[Name]['always'] extends true ? Name : never]: number;
} & { readonly [Name in keyof T as T[Name]['always'] extends true ? never : Name]?: number };

export const NO_FIGURES: Known = mergedFigures([]);

export interface Tally<T extends Figures> {
  add(chunk: Buffer): void;
  counted(): Counted<T>;
}

/** Counts all figures of one file. */
export function startTally(): Tally<typeof FIGURES>;
export function startTally<T extends Figures>(figures: T): Tally<T>;
export function startTally(figures: Figures = FIGURES): Tally<Figures> {
  const counters = Object.entries(figures).map(([name, { counter }]) => [name, counter()] as const);
  return {
    add(chunk) {
      for (const [, counter] of counters) counter.add(chunk);
    },
    counted: () => Object.fromEntries(counters.map(([name, counter]) => [name, counter.value])),
  };
}

/** Figures as they were kept; undefined when one is missing that is always there. */
export function readFigures(read: (name: string) => number | undefined): Known | undefined;
export function readFigures<T extends Figures>(
  read: (name: string) => number | undefined,
  figures: T,
): Known<T> | undefined;
export function readFigures(
  read: (name: string) => number | undefined,
  figures: Figures = FIGURES,
): Record<string, number> | undefined {
  const found: Record<string, number> = {};
  for (const [name, { always }] of Object.entries(figures)) {
    const value = read(name);
    if (value !== undefined) found[name] = value;
    else if (always) return undefined;
  }
  return found;
}

/** The figures of all files together; what one of them does not know is unknown. */
export function mergedFigures(files: readonly Known[]): Known;
export function mergedFigures<T extends Figures>(files: readonly Known<T>[], figures: T): Known<T>;
export function mergedFigures(
  files: readonly Readonly<Record<string, number | undefined>>[],
  figures: Figures = FIGURES,
): Record<string, number> {
  const merged: Record<string, number> = {};
  for (const [name, { merge }] of Object.entries(figures)) {
    const values = files.map((file) => file[name]);
    const known = values.filter((value) => value !== undefined);
    if (known.length === files.length) merged[name] = known.length === 0 ? 0 : known.reduce((a, b) => merge(a, b));
  }
  return merged;
}

type Shape<Always, Later> = {
  [Name in keyof typeof FIGURES]: (typeof FIGURES)[Name]['always'] extends true ? Always : Later;
};

/** A schema, say, for each figure: one for those that are always there, one for those that may be unknown. */
export function figureShape<Always, Later>(always: Always, later: Later): Shape<Always, Later>;
export function figureShape(always: unknown, later: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(FIGURES).map(([name, figure]) => [name, figure.always ? always : later]));
}

/** The figures alone of what holds them among others. */
export function figuresOf(holder: Known): Known {
  return mergedFigures([holder]);
}

/** Whether two counts of the same file agree in all that both know. */
export function sameFigures(a: Known, b: Known): boolean {
  const names = Object.keys(FIGURES) as (keyof Known)[];
  return names.every((name) => a[name] === undefined || b[name] === undefined || a[name] === b[name]);
}

function byteCounter(): Counter {
  let bytes = 0;
  return {
    add(chunk) {
      bytes += chunk.length;
    },
    get value() {
      return bytes;
    },
  };
}

const NEWLINE = 10;

/** Newlines, plus one for a last line without. */
function lineCounter(): Counter {
  let newlines = 0;
  let endsInNewline = true;
  return {
    add(chunk) {
      if (chunk.length === 0) return;
      endsInNewline = chunk[chunk.length - 1] === NEWLINE;
      // indexOf is a vector search; a loop over the bytes in JavaScript costs as much as unpacking them.
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) newlines++;
    },
    get value() {
      return newlines + (endsInNewline ? 0 : 1);
    },
  };
}
