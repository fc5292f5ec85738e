import type { Cells } from './cells.ts';
import { skipBlanks, skipText, skipValue } from './jsonText.ts';
import type { Keys } from './keys.ts';
import type { LineSource } from './lineSource.ts';
import { Members } from './members.ts';

const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const NOT_JSON = -1;

/**
 * Reads one line into a row. Lines of a file are much alike, so each is compared with the line before, member by member: a member whose bytes
 * are the same (key, value and what follows) has the value of the row before; one whose key is the same is read without looking the key up;
 * only the rest (other order, other attributes, the first line) is found by its name.
 */
export class RowReader {
  readonly #source: LineSource;
  readonly #cells: readonly Cells[];
  readonly #keys: Keys;
  /** Of the line before and of the line that is being read. */
  #before: Members;
  #now: Members;
  /** Line × 4 + rank of the key that set a column last. */
  readonly #seen: Float64Array;
  #stamp = 0;
  #irregular = false;

  constructor(source: LineSource, cells: readonly Cells[], keys: Keys) {
    this.#source = source;
    this.#cells = cells;
    this.#keys = keys;
    this.#before = new Members();
    this.#now = new Members();
    this.#seen = new Float64Array(cells.length);
  }

  /** Where the line before begins and ends, which the buffer must keep; an empty range when there is none. */
  get before(): { readonly start: number; readonly end: number } {
    return this.#before.count === 0 ? { start: 0, end: 0 } : { start: this.#before.start, end: this.#before.end };
  }

  /** Behind the last brace of the line that was read last. */
  get lineEnd(): number {
    return this.#before.end;
  }

  /** The bytes of the line before were moved. */
  moveBefore(start: number): void {
    this.#before.end += start - this.#before.start;
    this.#before.start = start;
  }

  /** The next line is not compared: a batch begins, or the line before is gone. */
  forget(): void {
    this.#before.count = 0;
  }

  /**
   * Reads the line at `start`, which begins with no blank and ends with a newline, into a row that is empty. False when it is no JSON object:
   * the row is empty then, too.
   */
  read(row: number, start: number): boolean {
    this.#source.misfits.length = 0;
    this.#stamp += 4;
    this.#irregular = false;
    this.#now.begin(start);
    if (!this.#readMembers(row, start)) {
      for (const cells of this.#cells) cells.clear(row);
      this.#source.misfits.length = 0;
      return false;
    }
    [this.#before, this.#now] = [this.#now, this.#before];
    if (this.#irregular) this.forget();
    return true;
  }

  #readMembers(row: number, start: number): boolean {
    const { bytes, view } = this.#source;
    if (bytes[start] !== OPEN) return false;
    const before = this.#before;
    const now = this.#now;
    let position = start;
    let expected = 0;
    for (;;) {
      // `position` is at the brace or comma before a member.
      const members = now.count;
      const same = expected < before.count ? before.commonBytes(expected, view, position) : 0;
      let end: number;
      if (same > 0 && same >= before.valueOffset(expected)) {
        const code = before.code(expected);
        const column = code >> 2;
        if ((this.#seen[column] as number) >= this.#stamp) end = this.#readKey(row, position);
        else {
          this.#seen[column] = this.#stamp + (code & 3);
          const valueAt = position + before.valueOffset(expected);
          if (same > before.length(expected) && before.fitted(expected)) {
            (this.#cells[column] as Cells).repeat(row);
            end = position + before.length(expected);
            now.add(position, valueAt, code, true);
          } else end = this.#readValue(row, position, valueAt, code);
        }
        expected++;
      } else {
        end = this.#readKey(row, position);
        if (now.count > members) expected = before.after(now.code(members), expected);
      }
      if (end < 0) return false;
      if ((bytes[end] as number) <= BLANK) end = skipBlanks(bytes, end);
      position = end;
      if (now.count > members) now.close(position);
      if (bytes[position] === COMMA) continue;
      if (bytes[position] !== CLOSE) return false;
      now.end = position + 1;
      return bytes[skipBlanks(bytes, position + 1)] === 0x0a;
    }
  }

  /** A member whose key is not that of the line before, or the end of an empty object; the position behind its value, or -1. */
  #readKey(row: number, separator: number): number {
    const { bytes, view, misfits } = this.#source;
    const quote = skipBlanks(bytes, separator + 1);
    if (bytes[quote] !== QUOTE) {
      return bytes[quote] === CLOSE && bytes[separator] === OPEN && this.#now.count === 0 ? quote : NOT_JSON;
    }
    const behindKey = skipText(bytes, quote + 1);
    if (behindKey < 0) return NOT_JSON;
    const colon = skipBlanks(bytes, behindKey);
    if (bytes[colon] !== COLON) return NOT_JSON;
    const valueAt = skipBlanks(bytes, colon + 1);
    const code = this.#keys.find(bytes, view, quote + 1, behindKey - quote - 2);
    if (code < 0) {
      const end = skipValue(bytes, valueAt);
      misfits.push({ column: -1, keyStart: quote + 1, keyEnd: behindKey - 1, start: valueAt, end });
      return end;
    }
    const column = code >> 2;
    const seen = this.#seen[column] as number;
    if (seen >= this.#stamp) {
      // Exact spelling before other casing, then the last of the line.
      this.#irregular = true;
      if ((seen & 3) > (code & 3)) return skipValue(bytes, valueAt);
      this.#takeBack(row, column);
    }
    this.#seen[column] = this.#stamp + (code & 3);
    return this.#readValue(row, separator, valueAt, code);
  }

  #readValue(row: number, separator: number, at: number, code: number): number {
    const { bytes, misfits } = this.#source;
    const valueAt = (bytes[at] as number) <= BLANK ? skipBlanks(bytes, at) : at;
    const misfitsBefore = misfits.length;
    const end = (this.#cells[code >> 2] as Cells).read(row, valueAt);
    this.#now.add(separator, valueAt, code, misfits.length === misfitsBefore);
    return end;
  }

  #takeBack(row: number, column: number): void {
    (this.#cells[column] as Cells).clear(row);
    this.#source.misfits = this.#source.misfits.filter((misfit) => misfit.column !== column);
  }
}
