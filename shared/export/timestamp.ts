/** A point in time with the precision Microsoft writes: ticks of 100 ns since 1970-01-01T00:00:00Z. */
export type Ticks = bigint;

// Seen in the documentation: 7 fraction digits, no `Z`, and a time written with hyphens (`T10-01-03.4Z`).
const LENIENT =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2})[:-](\d{2})[:-](\d{2})(?:[.,](\d{1,9}))?\s*(Z|z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/;

/** Reads a timestamp leniently; one without a zone is UTC. Undefined when it is no point in time at all. */
export function parseTimestamp(text: string): Ticks | undefined {
  const match = LENIENT.exec(text.trim());
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const written = new Date(time);
  // Date.UTC rolls 31 February over into March, and takes the year 1 (the unset date of .NET) for 1901.
  if (written.getUTCFullYear() !== year || written.getUTCMonth() !== month - 1 || written.getUTCDate() !== day)
    return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const fraction = BigInt((match[7] ?? '').padEnd(7, '0').slice(0, 7));
  return BigInt(time - offsetMs(match[8])) * 10_000n + fraction;
}

export function ticksOf(date: Date): Ticks {
  return BigInt(date.getTime()) * 10_000n;
}

export function dateOf(ticks: Ticks): Date {
  return new Date(Number(ticks / 10_000n));
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || /^z$/i.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
