/**
 * JSON as bytes, where a line is not as usual: what is skipped is checked against the grammar (RFC 8259), and nothing is recursive. Every
 * function ends at a newline, which no JSON text of a line holds: whoever calls puts one behind the last byte.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
const BLANK = 0x20;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const NOT_JSON = -1;

/** The first position from `at` that is no blank. The newline that ends the line is none. */
export function skipBlanks(bytes: Uint8Array, at: number): number {
  let position = at;
  for (;;) {
    const byte = bytes[position];
    if (byte !== BLANK && byte !== 0x09 && byte !== 0x0d) return position;
    position++;
  }
}

/** `at` is behind the opening quote; the position behind the closing one, or -1 when this is no JSON text. */
export function skipText(bytes: Uint8Array, at: number): number {
  let position = at;
  for (;;) {
    const byte = bytes[position] as number;
    if (byte === QUOTE) return position + 1;
    if (!(byte >= BLANK)) return NOT_JSON;
    if (byte === BACKSLASH) {
      const length = escapeLength(bytes, position);
      if (length === 0) return NOT_JSON;
      position += length;
    } else position++;
  }
}

/** Bytes of the escape that begins with the backslash at `at`; 0 when it is none. */
export function escapeLength(bytes: Uint8Array, at: number): number {
  switch (bytes[at + 1]) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return 2;
    case 0x75: // u
      for (let i = 2; i < 6; i++) if (!isHexDigit(bytes[at + i] as number)) return 0;
      return 6;
    default:
      return 0;
  }
}

function isHexDigit(byte: number): boolean {
  return (byte >= ZERO && byte <= NINE) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** The position behind the number at `at`, or -1. */
export function skipNumber(bytes: Uint8Array, at: number): number {
  let position = bytes[at] === MINUS ? at + 1 : at;
  const whole = position;
  position = skipDigits(bytes, position);
  if (position === whole || (bytes[whole] === ZERO && position > whole + 1)) return NOT_JSON;
  if (bytes[position] === 0x2e) {
    const fraction = position + 1;
    position = skipDigits(bytes, fraction);
    if (position === fraction) return NOT_JSON;
  }
  if (((bytes[position] as number) | 0x20) !== 0x65) return position;
  position++;
  if (bytes[position] === 0x2b || bytes[position] === MINUS) position++;
  const exponent = position;
  position = skipDigits(bytes, exponent);
  return position === exponent ? NOT_JSON : position;
}

function skipDigits(bytes: Uint8Array, at: number): number {
  let position = at;
  while ((bytes[position] as number) >= ZERO && (bytes[position] as number) <= NINE) position++;
  return position;
}

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

function skipWord(bytes: Uint8Array, at: number, word: Uint8Array): number {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return NOT_JSON;
  return at + word.length;
}

/** The position behind a text, number, `true`, `false` or `null` at `at`, or -1. */
export function skipScalar(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case QUOTE:
      return skipText(bytes, at + 1);
    case 0x74:
      return skipWord(bytes, at, TRUE);
    case 0x66:
      return skipWord(bytes, at, FALSE);
    case 0x6e:
      return skipWord(bytes, at, NULL);
    default:
      return skipNumber(bytes, at);
  }
}

/** The position behind the value at `at`, nested as deeply as it is, or -1 when it is no JSON. */
export function skipValue(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== OPEN_BRACE && bytes[at] !== OPEN_BRACKET) return skipScalar(bytes, at);
  /** The brackets that close what is open, outermost first. */
  const open: number[] = [];
  let position = at;
  for (;;) {
    // Here a value begins.
    const first = bytes[position];
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      const close = first === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
      position = skipBlanks(bytes, position + 1);
      if (bytes[position] !== close) {
        open.push(close);
        position = close === CLOSE_BRACE ? skipKey(bytes, position) : position;
        if (position < 0) return NOT_JSON;
        continue;
      }
      position++;
    } else {
      position = skipScalar(bytes, position);
      if (position < 0) return NOT_JSON;
    }
    // Here a value has ended.
    position = nextValue(bytes, position, open);
    if (position < 0) return NOT_JSON;
    if (open.length === 0) return position;
  }
}

/** Behind a value: the beginning of the next one of the same object or array; with nothing left open, the position behind the last bracket. */
function nextValue(bytes: Uint8Array, at: number, open: number[]): number {
  let position = at;
  while (open.length > 0) {
    position = skipBlanks(bytes, position);
    const close = open.at(-1);
    if (bytes[position] === COMMA) {
      position = skipBlanks(bytes, position + 1);
      return close === CLOSE_BRACE ? skipKey(bytes, position) : position;
    }
    if (bytes[position] !== close) return NOT_JSON;
    open.pop();
    position++;
  }
  return position;
}

/** `"key" :` and the blanks around it; the position of the value, or -1. */
export function skipKey(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return NOT_JSON;
  const end = skipText(bytes, at + 1);
  if (end < 0) return NOT_JSON;
  const colon = skipBlanks(bytes, end);
  return bytes[colon] === COLON ? skipBlanks(bytes, colon + 1) : NOT_JSON;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text between the quotes of a valid JSON text. Bytes that are no UTF-8 are U+FFFD; half a surrogate pair stays what it is. */
export function decodeJsonText(raw: Uint8Array): string {
  return JSON.parse(`"${utf8.decode(raw)}"`);
}
