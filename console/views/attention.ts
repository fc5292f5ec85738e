import { addressOf } from '../address.ts';
import type { Export, Health, Invoice } from '../api.ts';
import { kindName } from '../format.ts';

/** Something that a person should look at. */
export interface Concern {
  tone: 'bad' | 'warn' | 'busy';
  text: string;
  href: string;
}

const TONES: readonly Concern['tone'][] = ['bad', 'warn', 'busy'];

/** What needs somebody, worst first. Pure: what the API said goes in, sentences come out. */
export function attention(
  invoices: readonly Invoice[],
  runs: readonly Export[],
  health: Health | undefined,
): Concern[] {
  const found: Concern[] = [];
  for (const [name, check] of Object.entries(health?.checks ?? {})) {
    if (!check.ok)
      found.push({
        tone: 'bad',
        text: `${name} is not healthy: ${check.detail ?? 'no detail'}`,
        href: addressOf('health'),
      });
  }
  for (const { invoiceId, proof, kinds } of invoices) {
    const href = addressOf('invoice', invoiceId);
    if (proof?.state === 'unexplained')
      found.push({ tone: 'bad', text: `${invoiceId} does not add up: unexplained`, href });
    if (proof?.state === 'usageMissing') found.push({ tone: 'warn', text: `${invoiceId}: usage is missing`, href });
    for (const [kind, { status }] of Object.entries(kinds)) {
      if (status === 'failed' || status === 'rejected') {
        found.push({ tone: 'bad', text: `${invoiceId}: ${kindName(kind).toLowerCase()} ${status}`, href });
      }
    }
  }
  const absent = invoices.filter(({ kinds }) => Object.values(kinds).some(({ status }) => status === 'missing'));
  if (absent.length > 0) {
    const text = `${absent.length} of the invoices below have not landed, or not whole: a backfill brings them`;
    found.push({ tone: 'busy', text, href: addressOf('start', '', { from: oldestDay(absent) }) });
  }
  for (const { id, status, error, analysis } of runs) {
    const href = addressOf('run', id);
    // A kind of an invoice that failed is told with the invoice.
    const isTold = found.some(({ text }) => text.startsWith(`${invoiceIn(id)}: `) && text.endsWith(status));
    if ((status === 'failed' || status === 'rejected') && !isTold) {
      found.push({ tone: 'bad', text: `${id} ${status}: ${error?.code ?? 'no reason'}`, href });
    }
    if (analysis?.state === 'failed') {
      found.push({ tone: 'warn', text: `${id}: its analysis failed`, href: addressOf('run', id) });
    }
  }
  return found.sort((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone));
}

function oldestDay(invoices: readonly Invoice[]): string | undefined {
  return invoices.flatMap(({ invoiceDate }) => (invoiceDate ? [invoiceDate.slice(0, 10)] : [])).sort()[0];
}

function invoiceIn(id: string): string {
  return /-(G\w+)-/.exec(id)?.[1] ?? id;
}
