import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Subject } from '../../local/simulators/data/subject.ts';
import type { ExportKind } from '../../shared/export/kinds.ts';
import type { ExportSubject } from '../../shared/export/request.ts';
import { type MonthFigures, monthFiguresSchema } from '../../shared/focus/monthFigures.ts';
import { readInvoiceFacts } from '../../shared/landing/invoiceFacts.ts';
import { figuresPath, focusFolder, focusTableFolder, invoiceFactsPath } from '../../shared/landing/layout.ts';
import { updateJson } from '../../shared/landing/updateJson.ts';
import { endFocus } from '../../shared/steps/focus/endFocus.ts';
import { finishFocus } from '../../shared/steps/focus/finishFocus.ts';
import type { FocusContext } from '../../shared/steps/focus/focusContext.ts';
import type { FocusMonth } from '../../shared/steps/focus/focusMonth.ts';
import { planFocus } from '../../shared/steps/focus/planFocus.ts';
import { sendToHub } from '../../shared/steps/focus/sendToHub.ts';
import { writeFocusPart } from '../../shared/steps/focus/writeFocusPart.ts';
import { readLog } from '../../shared/tables/delta/readLog.ts';
import { type AnalysisBed, analysisBed } from './analysisBed.ts';
import { simulatedLines } from './focusInvoice.ts';
import { type MemoryBlobStore, memoryBlobStore } from './memoryBlobStore.ts';

type SubjectOfExport = Omit<Subject, 'tenantId' | 'attributeSet' | 'kind'> & { kind: ExportKind };

export interface FocusBed extends AnalysisBed {
  hub: MemoryBlobStore;
  context: FocusContext;
  /** Lands and analyses what the simulated service has of an invoice, or of an open month. */
  exported(subject: SubjectOfExport, createdDateTime: string): Promise<void>;
  /** What Partner Center says of an invoice. */
  listed(invoiceId: string, facts: Record<string, string>): Promise<void>;
  /** What the orchestrator of a month does, without it; answers its end. */
  write(month: FocusMonth, attempt?: string): Promise<string>;
  monthFigures(month: FocusMonth): Promise<MonthFigures>;
  /** The rows that the table shows of a month. */
  rows(month: FocusMonth): Promise<Record<string, unknown>[]>;
}

export function focusBed({ withHub = true } = {}): FocusBed {
  const hub = memoryBlobStore();
  const base = analysisBed({ focus: true, tables: false }, withHub ? { hub } : {});
  const context: FocusContext = { services: base.services.focus, instances: base.instances, log: base.log };
  let attempts = 0;
  const bed: FocusBed = Object.assign(base, {
    hub,
    context,
    async exported(subject: SubjectOfExport, createdDateTime: string) {
      const text = Buffer.concat([...simulatedLines(subject)]).toString();
      const [first = '', ...rest] = text.match(/[^\n]*\n/g) ?? [];
      const target = subjectOf(subject);
      await base.land(target, { createdDateTime, files: { 'part-0.ndjson': first, 'part-1.ndjson': rest.join('') } });
      await base.analyse(target, { runId: `analysis-${createdDateTime}` });
    },
    async listed(invoiceId: string, facts: Record<string, string>) {
      const { landing } = base.services;
      const empty = Object.fromEntries(FACTS.map((name) => [name, null]));
      await updateJson(landing, invoiceFactsPath(landing.prefix, invoiceId), () => ({
        ...empty,
        schemaVersion: 1,
        invoiceId,
        ...facts,
      }));
      if (!(await readInvoiceFacts(landing, invoiceId))) throw new Error('facts that nobody can read');
    },
    write: (month: FocusMonth, attempt = `attempt-${++attempts}`) => writeMonth(context, month, attempt),
    async monthFigures({ month, currency }: FocusMonth) {
      const { landing } = base.services;
      const stored = await landing.readJson(figuresPath(focusFolder(landing.prefix, month, currency)));
      return monthFiguresSchema.parse(stored?.value);
    },
    rows: (month: FocusMonth) => rowsOf(base, month),
  });
  return bed;
}

const FACTS = [
  'invoiceDate',
  'billingPeriodStartDate',
  'billingPeriodEndDate',
  'currencyCode',
  'documentType',
  'totalCharges',
  'amendsOf',
];

function subjectOf({ kind, invoiceId, currencyCode, month }: SubjectOfExport): ExportSubject {
  if (kind === 'unbilledUsage' || kind === 'unbilledReconciliation') {
    return { kind, currencyCode, month, attributeSet: 'full' };
  }
  if (kind === 'billedAggregatedUsage' || !invoiceId) throw new Error(`${kind} is not exported`);
  return { kind, invoiceId, attributeSet: 'full' };
}

async function writeMonth(context: FocusContext, month: FocusMonth, attempt: string): Promise<string> {
  const key = { ...month, attempt };
  const plan = unwrapped(await planFocus(context, key));
  if (plan.due === undefined) return 'notDue';
  for (let part = 0; part < plan.parts; part++) unwrapped(await writeFocusPart(context, { attempt: key, part }));
  const { state } = unwrapped(await finishFocus(context, key));
  if (state === 'superseded') return state;
  const look = unwrapped(await sendToHub(context, month));
  if (look.failed) return 'hubFailed';
  if (look.waitMs > 0) return `wait ${look.waitMs}`;
  unwrapped(await endFocus(context, { ...key, due: plan.due }));
  return state;
}

function unwrapped<T extends object>(step: T): Exclude<T, { stop: string }> {
  if ('stop' in step && step.stop !== undefined) throw new Error(JSON.stringify(step));
  return step as Exclude<T, { stop: string }>;
}

async function rowsOf({ services }: AnalysisBed, { month, currency }: FocusMonth): Promise<Record<string, unknown>[]> {
  const { blobs, landing } = services;
  const table = focusTableFolder(landing.prefix);
  const snapshot = await readLog(blobs, table);
  const rows: Record<string, unknown>[] = [];
  for (const { path, partitionValues } of snapshot?.files.values() ?? []) {
    if (partitionValues.x_LandingMonth !== month || partitionValues.x_LandingCurrency !== currency) continue;
    rows.push(...(await parquetRows(services.blobs as MemoryBlobStore, `${table}${path}`)));
  }
  return rows;
}

export async function parquetRows(store: MemoryBlobStore, path: string): Promise<Record<string, unknown>[]> {
  const blob = store.blobs.get(path);
  if (!blob) throw new Error(`no ${path}`);
  const file = Uint8Array.from(blob.bytes).buffer;
  return parquetReadObjects({ file, compressors });
}
