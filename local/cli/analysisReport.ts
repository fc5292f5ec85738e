import type { ContainerClient } from '@azure/storage-blob';
import { type ChangesDocument, changesDocumentSchema } from '../../shared/analysis/documents.ts';
import type { AnalysisStanding } from '../../shared/analysis/standing.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { countText } from './format.ts';

/** A label and what is said under it. */
type Row = readonly [string, string];

/** What became of the analysis of a run, for people: sums, what changed, and where the table is. */
export async function analysisRows({ analysis }: ExportBody, container: ContainerClient): Promise<Row[]> {
  if (!analysis || analysis.state === 'off') return [];
  if (!('sums' in analysis)) return [['analysis', analysis.state]];
  const changes = analysis.changes === null ? undefined : await readChanges(container, analysis.changes);
  return [...sumRows(analysis), ...changeRows(changes), ...driftRows(analysis), ...tableRows(analysis, container.url)];
}

function sumRows({ sums }: AnalysisStanding): Row[] {
  return sums.map(({ column, currency, sum, negative }) => {
    const less = /[1-9]/.test(negative) ? `, ${negative} of it negative` : '';
    return [column, `${sum} ${currency || 'without a currency'}${less}`] as const;
  });
}

/** How many customers are named: the rest stands in the document. */
const MOST_CUSTOMERS = 3;

export function changeRows(changes: ChangesDocument | undefined): Row[] {
  if (!changes) return [];
  const { from, sums, lines, customers } = changes;
  const differing = sums.filter(({ difference }) => /[1-9]/.test(difference));
  const words = differing.map(({ column, currency, difference }) => `${column} ${signed(difference)} ${currency}`);
  const changed = words.length === 0 ? 'no sum' : words.join('; ');
  return [
    ['changed', `${changed}, ${countText(lines.before)} → ${countText(lines.after)} lines, since ${from}`],
    ...customers
      .slice(0, MOST_CUSTOMERS)
      .map((one) => ['', `${one.customerName || one.customerId}: ${signed(one.difference)} ${one.currency}`] as const),
    ...(customers.length > MOST_CUSTOMERS
      ? [['', `and ${countText(customers.length - MOST_CUSTOMERS)} more customers`] as const]
      : []),
  ];
}

function driftRows({ drift, driftTotal }: AnalysisStanding): Row[] {
  if (driftTotal === 0) return [];
  const [first] = drift;
  const more = driftTotal > 1 ? ` (and ${driftTotal - 1} more)` : '';
  return [['drift', `${first?.code ?? ''}: ${first?.message ?? ''}${more}`]];
}

/** `containerUrl` may carry a SAS, which nobody is to see. */
export function tableRows({ table }: Pick<AnalysisStanding, 'table'>, containerUrl: string): Row[] {
  if (!table) return [];
  const url = new URL(containerUrl);
  const container = url.pathname.split('/').at(-1) ?? '';
  const path = table.path.replace(/\/$/, '');
  return [
    ['table', `${url.origin}${url.pathname}/${path}, version ${table.version}`],
    ['DuckDB', `SELECT * FROM delta_scan('az://${container}/${path}');`],
  ];
}

async function readChanges(container: ContainerClient, path: string): Promise<ChangesDocument | undefined> {
  const text = (await container.getBlobClient(path).downloadToBuffer()).toString('utf8');
  const parsed = changesDocumentSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

function signed(amount: string): string {
  return amount.startsWith('-') ? amount : `+${amount}`;
}
