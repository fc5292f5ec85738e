import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that opens something, under a name that may be printed. */
export interface Secret {
  name: string;
  value: string;
}

export interface Finding {
  secret: string;
  how: string;
  where: string;
}

interface Needle {
  secret: string;
  how: string;
  bytes: Buffer;
}

/**
 * What no output may hold, whoever's it is. A value of at least 16 characters must follow, so that our own
 * `sig=[removed]` is none.
 */
const SHAPES: readonly { name: string; pattern: RegExp }[] = [
  { name: 'the signature of a SAS', pattern: /sig(?:=|%3D|%253D|\\u003d)[A-Za-z0-9%+/=_-]{16,}/i },
  { name: 'a JSON web token', pattern: /eyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}/ },
  { name: 'an account key', pattern: /(?:AccountKey|SharedAccessKey)(?:=|%3D|\\u003d)[A-Za-z0-9%+/]{16,}/i },
  { name: 'a bearer token', pattern: /Bearer [A-Za-z0-9._~+/-]{24,}/ },
];

/**
 * How much of a secret is looked for: enough to be nobody else's, short enough to be found when the rest was cut off.
 */
const CORE_CHARACTERS = 40;

/** The forms in which a secret may be written by accident. */
function needlesOf({ name, value }: Secret): Needle[] {
  const cores = new Set([value.slice(0, CORE_CHARACTERS), value.slice(-CORE_CHARACTERS)]);
  return [...cores].flatMap((core) => {
    const encoded = encodeURIComponent(core);
    const forms: [string, string][] = [
      ['raw', core],
      ['URL-encoded', encoded],
      ['URL-encoded twice', encodeURIComponent(encoded)],
      ['JSON-escaped', JSON.stringify(core).slice(1, -1)],
      ['JSON-escaped with \\u', escapedUnicode(core)],
      ['hexadecimal', Buffer.from(core).toString('hex')],
      ['UTF-16', Buffer.from(core, 'utf16le').toString('latin1')],
      ...[0, 1, 2].flatMap((shift): [string, string][] => {
        const middle = base64Within(core, shift);
        return [
          ['base64', middle],
          ['base64url', middle.replaceAll('+', '-').replaceAll('/', '_')],
        ];
      }),
    ];
    const unique = new Map(forms.map(([how, text]) => [text, how]));
    return [...unique].map(([text, how]) => ({ secret: name, how, bytes: Buffer.from(text, 'latin1') }));
  });
}

/** What some JSON writers make of characters that mean something in HTML. */
function escapedUnicode(text: string): string {
  return text.replace(/[&<>+='"/]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The part of the base64 of any text around `core` that `core` alone decides, when `shift` bytes (modulo 3) stand
 * before it.
 */
function base64Within(core: string, shift: number): string {
  const text = Buffer.from(`${'x'.repeat(shift)}${core}`)
    .toString('base64')
    .replace(/=+$/, '');
  return text.slice(shift === 0 ? 0 : 4, -4);
}

export interface SecretSearch {
  look(where: string, bytes: Buffer): void;
  readonly findings: Finding[];
  /** How much was searched. */
  readonly bytes: number;
}

export function createSecretSearch(secrets: readonly Secret[]): SecretSearch {
  const needles = secrets.flatMap(needlesOf);
  const findings: Finding[] = [];
  let searched = 0;
  return {
    findings,
    get bytes() {
      return searched;
    },
    look(where, bytes) {
      searched += bytes.length;
      for (const { secret, how, bytes: needle } of needles) {
        if (bytes.includes(needle)) findings.push({ secret, how, where });
      }
      const text = bytes.toString('latin1');
      for (const { name, pattern } of SHAPES) {
        if (pattern.test(text)) findings.push({ secret: name, how: 'by its shape', where });
      }
    },
  };
}

/** Every file below a directory, with its content. */
export function* filesBelow(directory: string): Generator<{ path: string; bytes: Buffer }> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield { path, bytes: readFileSync(path) };
  }
}
