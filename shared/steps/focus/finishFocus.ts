import type { Step } from '../../export/stop.ts';
import { FOCUS_COLUMNS } from '../../focus/columns.ts';
import { ingestionId } from '../../focus/hubFolder.ts';
import type { FocusWarning } from '../../focus/monthFigures.ts';
import { monthRows } from '../../focus/monthRows.ts';
import { focusTableFolder } from '../../landing/layout.ts';
import { logLine } from '../../log.ts';
import { type CommitEnd, commitPartition } from '../../tables/delta/commitPartition.ts';
import type { FocusContext, FocusServices } from './focusContext.ts';
import { focusInstanceId, focusPartition } from './focusMonth.ts';
import { type FocusAttempt, type FocusPlan, findPlan, partOf } from './focusPlan.ts';
import { readRecord, recordPath } from './focusRecord.ts';
import { changeHubState } from './hubState.ts';
import { landedMonth } from './landedMonth.ts';
import { keepFigures, monthDocument } from './monthDocument.ts';
import { type InvoiceRecord, writeAdjustments } from './writeAdjustments.ts';

/**
 * How an attempt at a month ended. `superseded`: something else has landed meanwhile, and the month is to be planned anew. `held` and `foreign`: what the table
 * shows stays as it was, and the figures say why.
 */
export interface FocusEnd {
  state: 'written' | 'superseded' | 'held' | 'foreign' | 'empty';
}

/** Lets the table show the month: what its parts wrote, and one row for each group that usage and reconciliation do not say the same of. */
export async function finishFocus(context: FocusContext, attempt: FocusAttempt): Promise<Step<FocusEnd>> {
  const { services } = context;
  const plan = await findPlan(services, attempt);
  // Whoever cleared it up had finished with it.
  if (!plan) return { state: 'written' };
  if (plan.parts.length === 0) return { state: 'empty' };
  const parts = await readParts(services, attempt, plan);
  const held = heldBack(parts);
  if (held.length > 0) {
    await keepFigures(services, monthDocument(services, attempt, plan, parts, { table: null, warnings: held }));
    return { state: 'held' };
  }
  const records = [...parts, ...(await writeAdjustments(services, attempt, plan, parts))];
  const committed = await commit(context, attempt, plan, records);
  if (committed.kind === 'superseded') return { state: 'superseded' };
  const path = focusTableFolder(services.landing.prefix);
  if (committed.kind === 'foreign') {
    const warnings = [{ code: 'TableForeign' as const, message: `${path} is left alone: ${committed.reason}.` }];
    await keepFigures(services, monthDocument(services, attempt, plan, records, { table: null, warnings }));
    return { state: 'foreign' };
  }
  const table = { path, version: committed.version, rows: committed.rows };
  await keepFigures(services, monthDocument(services, attempt, plan, records, { table, warnings: [] }));
  await handToHub(services, attempt, plan, records);
  return { state: 'written' };
}

async function readParts(services: FocusServices, attempt: FocusAttempt, plan: FocusPlan): Promise<InvoiceRecord[]> {
  const parts: InvoiceRecord[] = [];
  for (const number of plan.parts.keys()) {
    const record = await readRecord(services.blobs, recordPath(services.landing.prefix, attempt, number));
    parts.push({ ...record, invoiceId: partOf(plan, number).source.invoiceId });
  }
  return parts;
}

/** Faults that are told; one is enough to keep the month as it is. */
const MOST_FAULTS = 5;

function heldBack(parts: readonly InvoiceRecord[]): FocusWarning[] {
  const faults = parts.flatMap(({ fault }) => fault ?? []);
  return faults.slice(0, MOST_FAULTS).map((message) => ({ code: 'FocusHeld', message }));
}

async function commit(
  { services, log }: FocusContext,
  attempt: FocusAttempt,
  plan: FocusPlan,
  records: readonly InvoiceRecord[],
): Promise<CommitEnd> {
  const committed = await commitPartition(services.blobs, services.clock, {
    table: focusTableFolder(services.landing.prefix),
    columns: FOCUS_COLUMNS,
    partition: focusPartition(attempt),
    files: records.flatMap(({ files }) => files),
    // A repeated step is the same attempt: it adds the same files.
    attempt: attempt.attempt,
    source: { appId: focusInstanceId(attempt), order: Date.parse(plan.plannedAt), tags: { from: plan.from } },
    // The log is read first, then what has landed: no commit can show less than what another one has shown.
    isCurrent: async () => isSame(plan, monthRows(await landedMonth(services, attempt))),
  });
  if (committed.kind === 'committed' && committed.checkpointFailure !== undefined) {
    log.warn(logLine('checkpointNotMade', { table: 'focus', message: committed.checkpointFailure }));
  }
  return committed;
}

function isSame(a: Pick<FocusPlan, 'from' | 'sources'>, b: Pick<FocusPlan, 'from' | 'sources'>): boolean {
  return JSON.stringify([a.from, a.sources]) === JSON.stringify([b.from, b.sources]);
}

/** Says which files a hub is to get, if there is one. */
async function handToHub(
  services: FocusServices,
  attempt: FocusAttempt,
  plan: FocusPlan,
  records: readonly InvoiceRecord[],
): Promise<void> {
  const files = records.flatMap(({ hubFiles }) => hubFiles);
  const partnerId = records.find((record) => record.partnerId)?.partnerId;
  // A hub wants no empty file, and a folder without any is not looked at: of a month that lost its rows it keeps what it has.
  if (!services.hub || files.length === 0 || !partnerId) return;
  const ingestion = ingestionId(plan.plannedAt, attempt.attempt);
  await changeHubState(services, attempt, { next: { ingestion, partnerId, files } });
}
