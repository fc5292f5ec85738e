import { lineChunks } from '../../local/simulators/data/content.ts';
import type { Subject } from '../../local/simulators/data/subject.ts';

/** Lines of the simulated services, as one text. */
export function billingLines(subject: Subject, bytes: number, seed = 'a seed'): string {
  return [...lineChunks({ subject, seed, unpackedBytes: bytes })].map((chunk) => chunk.toString()).join('');
}

/** The text of a number in a line, found by its name alone and not by any reader of ours. */
export function numberText(line: string, name: string): string | undefined {
  return new RegExp(`"${name}":(-?[0-9.eE+-]+)[,}]`).exec(line)?.[1];
}

/**
 * Adds number texts exactly, as whole numbers of 10^-40: nothing of the program's own arithmetic is in it. Plain notation, at least two decimals.
 */
export function exactSum(texts: readonly string[]): string {
  const scale = 40;
  const units = texts.reduce((sum, text) => {
    const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
    const [whole = '', fraction = ''] = mantissa.split('.');
    return sum + BigInt(whole + fraction) * 10n ** BigInt(scale - fraction.length + Number(exponent));
  }, 0n);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '').padEnd(2, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${fraction}`;
}
