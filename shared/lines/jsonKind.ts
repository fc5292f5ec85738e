/** What stands behind a key, as it is counted. `""` in a column that holds no texts counts as null: Microsoft writes it where it means nothing. */
export const JSON_KINDS = ['absent', 'null', 'string', 'number', 'boolean', 'object', 'array'] as const;

export type JsonKind = (typeof JSON_KINDS)[number];

export const ABSENT = 0;
export const NULL = 1;
export const TEXT = 2;
export const NUMBER = 3;
export const BOOLEAN = 4;
export const OBJECT = 5;
export const ARRAY = 6;

/** The kind of the valid JSON value that begins with `byte`. */
export function kindOf(byte: number): number {
  switch (byte) {
    case 0x22:
      return TEXT;
    case 0x6e:
      return NULL;
    case 0x74:
    case 0x66:
      return BOOLEAN;
    case 0x7b:
      return OBJECT;
    case 0x5b:
      return ARRAY;
    default:
      return NUMBER;
  }
}
