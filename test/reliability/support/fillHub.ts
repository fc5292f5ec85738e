import { type InstanceRow, Store } from '../../../local/host/hub/store.ts';
import type { ExportRun, Outcome, RunState } from '../../../shared/export/run.ts';
import { readHistory } from '../../histories/history.ts';

export interface Filling {
  /** Orchestration instances, inner ones too: three of each run. */
  instances: number;
  /** The newest run ended then, and each one before it `everyMs` earlier. */
  newest: Date;
  everyMs: number;
}

/** Invoices that nothing else uses. */
const oldId = (n: number): string => `billed-usage-G${String(900_000_000 + n)}-full`;

/**
 * Puts ended runs into the task hub of a host that does not run, through the hub's own store: rows and histories as
 * long as those of a recorded run. What a host would need hours for takes seconds. Answers the ids of the exports, the
 * newest first.
 */
export function fillHub(dataDir: string, { instances, newest, everyMs }: Filling): string[] {
  const history = {
    runExport: readHistory('1.0', 'runExport-completed.jsonl').events,
    waitForOperation: readHistory('1.0', 'waitForOperation-succeeded.jsonl').events,
    copyRange: readHistory('1.0', 'copyRange-leaf.jsonl').events,
  };
  const store = new Store(dataDir);
  const ids: string[] = [];
  const put = (row: InstanceRow, events: readonly string[]) => {
    store.putInstance(row);
    for (const [position, event] of events.entries()) store.appendHistory(row.id, position, event);
  };
  store.transaction(() => {
    for (let left = instances, n = 0; left > 0; left -= 3, n++) {
      const root = endedRun(oldId(n), new Date(newest.getTime() - n * everyMs));
      ids.push(root.id);
      put(root, history.runExport);
      for (const name of ['waitForOperation', 'copyRange'] as const) {
        const part = name === 'copyRange' ? 'copy' : 'wait';
        const child = { id: `${root.id}~${String(n).padStart(8, '0')}~1~${part}`, name, parentId: root.id };
        put({ ...root, ...child, output: '{}', customStatus: null }, history[name]);
      }
    }
  });
  store.close();
  return ids;
}

function endedRun(id: string, endedAt: Date): InstanceRow {
  const startedAt = new Date(endedAt.getTime() - 90_000).toISOString();
  const [invoiceId = ''] = /G\d{9}/.exec(id) ?? [];
  const run: ExportRun = {
    exportId: id,
    runId: crypto.randomUUID(),
    request: { kind: 'billedUsage', invoiceId, attributeSet: 'full', force: false },
    operationDeadlineMs: 7_200_000,
  };
  const folder = `billed-usage/invoice=${invoiceId}/attributes=full/version=20260108T071300Z-0a1b2c3d/`;
  const result = {
    version: '20260108T071300Z-0a1b2c3d',
    manifest: `${folder}_manifest.json`,
    files: 6,
    lines: 5_120,
    bytes: 9_437_184,
  };
  const state: RunState = {
    phase: 'notifying',
    startedAt,
    attempt: 1,
    operationId: crypto.randomUUID(),
    version: { folder, files: 6 },
    result,
    warnings: [],
  };
  const outcome: Outcome = { status: 'completed', result, warnings: [] };
  return {
    id,
    executionId: crypto.randomUUID(),
    name: 'runExport',
    status: 'Completed',
    input: JSON.stringify(run),
    output: JSON.stringify(outcome),
    customStatus: JSON.stringify(state),
    createdAt: startedAt,
    updatedAt: endedAt.toISOString(),
    generation: 0,
    parentId: null,
  };
}
