/** Words and numbers for people. Amounts are exact texts: they are never made numbers but for the length of a bar. */
export const KIND_NAMES: Record<string, string> = {
  billedUsage: 'Billed usage',
  billedReconciliation: 'Billed reconciliation',
  unbilledUsage: 'Unbilled usage',
  unbilledReconciliation: 'Unbilled reconciliation',
  billedAggregatedUsage: 'Billed usage, aggregated',
};

export const STATUS_NAMES: Record<string, string> = {
  queued: 'Queued',
  running: 'Running',
  completed: 'Completed',
  unchanged: 'Unchanged',
  noData: 'No data',
  rejected: 'Rejected',
  failed: 'Failed',
  cancelled: 'Cancelled',
  landed: 'Landed',
  missing: 'Missing',
  waiting: 'Waiting',
  proved: 'Proved',
  usageMissing: 'Usage missing',
  unexplained: 'Unexplained',
  pending: 'Pending',
  notApplicable: 'Nothing to prove',
};

export function kindName(kind: string): string {
  return KIND_NAMES[kind] ?? kind;
}

export function statusName(status: string): string {
  return STATUS_NAMES[status] ?? status;
}

export function count(value: number): string {
  return value.toLocaleString('en');
}

export function bytes(value: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let rest = value;
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024;
    unit++;
  }
  return unit === 0 ? `${count(value)} bytes` : `${rest.toFixed(rest < 10 ? 1 : 0)} ${units[unit]}`;
}

/** `2026-11-08 06:00:12 UTC` */
export function time(iso: string | null | undefined): string {
  return iso ? `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC` : '–';
}

export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** The month before the one of a date: an invoice is for the month that ended before it. */
export function monthBefore(date: string): string {
  const at = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() - 1);
  return at.toISOString().slice(0, 7);
}

/** For the length of a bar and for order; never shown. */
export function size(amount: string | null | undefined): number {
  return amount ? Number(amount) : 0;
}

/** `after` minus `before`, exactly, by integers. */
export function difference(after: string, before: string): string {
  const decimals = Math.max(decimalsOf(after), decimalsOf(before), 2);
  const scaled = scaledTo(after, decimals) - scaledTo(before, decimals);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '').padEnd(2, '0');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${fraction}`;
}

/** The exact sum of amounts. */
export function total(amounts: readonly string[]): string {
  return amounts.reduce((sum, amount) => difference(sum, difference('0', amount)), '0.00');
}

function decimalsOf(amount: string): number {
  return amount.split('.')[1]?.length ?? 0;
}

function scaledTo(amount: string, decimals: number): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(`${whole}${fraction.padEnd(decimals, '0')}`);
}
