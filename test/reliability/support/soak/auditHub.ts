import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Product } from '../../../support/product.ts';
import type { Ledger } from './ledger.ts';

/** After everything has ended, and the host was stopped: nothing in the task hub waits for anything any more. */
export function auditHub({ dataDir }: Product, ledger: Ledger): { instances: number } {
  const hub = new DatabaseSync(join(dataDir, 'host', 'hub.db'));
  const count = (what: string) => Number(hub.prepare(`SELECT count(*) AS n FROM ${what}`).get()?.n);
  try {
    for (const table of ['messages', 'activities', 'timers']) {
      if (count(table) > 0) ledger.complain('task hub', `${count(table)} ${table} are left`);
    }
    const alive = hub
      .prepare("SELECT id FROM instances WHERE status NOT IN ('Completed', 'Failed', 'Terminated')")
      .all();
    if (alive.length > 0) ledger.complain('task hub', `still running: ${alive.map(({ id }) => id).join(', ')}`);
    return { instances: count('instances') };
  } finally {
    hub.close();
  }
}
