import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isLocked, openExclusively } from './sqlite.ts';

export type RuntimeStatus = 'Pending' | 'Running' | 'Suspended' | 'Completed' | 'Failed' | 'Terminated';

export interface InstanceRow {
  id: string;
  executionId: string;
  name: string;
  status: RuntimeStatus;
  /** JSON text. */
  input: string | null;
  /** JSON text when completed, else plain text (the reason or the error). */
  output: string | null;
  /** JSON text. */
  customStatus: string | null;
  /** ISO 8601, UTC. */
  createdAt: string;
  updatedAt: string;
  generation: number | null;
  /** Instance id of the parent; null for roots. */
  parentId: string | null;
}

export const isEnded = ({ status }: InstanceRow): boolean =>
  status === 'Completed' || status === 'Failed' || status === 'Terminated';

export interface MessageRow {
  seq: number;
  instanceId: string;
  /** Null when the message is meant for whatever execution is the current one. */
  executionId: string | null;
  /** JSON text of the event. */
  event: string;
}

export interface ActivityRow {
  seq: number;
  instanceId: string;
  executionId: string;
  taskId: number;
  name: string;
  /** JSON text; null for none. */
  input: string | null;
}

export interface TimerRow {
  seq: number;
  instanceId: string;
  executionId: string;
  timerId: number;
  fireAt: string;
  /** When it is really fired: `fireAt`, or earlier when timers are truncated. */
  dueAt: string;
}

export interface InstanceQuery {
  from: string | undefined;
  to: string | undefined;
  statuses: readonly string[];
  prefix: string;
  /** First id of the page. */
  startId: string;
  limit: number;
}

/** Sorts behind whatever an id may go on with. */
const BEHIND_ALL = '\u{10ffff}';

const schema = `
CREATE TABLE IF NOT EXISTS instances (id TEXT PRIMARY KEY, executionId TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, input TEXT,
  output TEXT, customStatus TEXT, createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL, generation INTEGER, parentId TEXT) STRICT;
CREATE TABLE IF NOT EXISTS history (instanceId TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (instanceId, position)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY AUTOINCREMENT, instanceId TEXT NOT NULL, executionId TEXT, event TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS activities (seq INTEGER PRIMARY KEY AUTOINCREMENT, instanceId TEXT NOT NULL, executionId TEXT NOT NULL, taskId INTEGER NOT NULL,
  name TEXT NOT NULL, input TEXT) STRICT;
CREATE TABLE IF NOT EXISTS timers (seq INTEGER PRIMARY KEY AUTOINCREMENT, instanceId TEXT NOT NULL, executionId TEXT NOT NULL, timerId INTEGER NOT NULL,
  fireAt TEXT NOT NULL, dueAt TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS schedules (name TEXT PRIMARY KEY, last TEXT, next TEXT NOT NULL) STRICT;
`;

/** Everything durable, in one SQLite file that one host holds alone. Callers group what belongs together in `transaction`. */
export class Store {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    try {
      this.#db = openExclusively(join(dataDir, 'hub.db'));
    } catch (error) {
      if (!isLocked(error)) throw error;
      throw new Error(`Another host is running on "${dataDir}". Stop it, or choose another directory with --data.`);
    }
    this.#db.exec(schema);
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  transaction<T>(work: () => T): T {
    this.#run('BEGIN');
    try {
      const result = work();
      this.#run('COMMIT');
      return result;
    } catch (error) {
      this.#run('ROLLBACK');
      throw error;
    }
  }

  instance(id: string): InstanceRow | undefined {
    return this.#rows<InstanceRow>('SELECT * FROM instances WHERE id = ?', id)[0];
  }

  instances(query: InstanceQuery): InstanceRow[] {
    return this.#rows<InstanceRow>(
      `SELECT * FROM instances WHERE id >= max(?1, ?2) AND id < (?2 || '${BEHIND_ALL}') AND createdAt >= ?3 AND createdAt <= ?4
         AND (?5 = '' OR instr(?5, ',' || status || ',') > 0) ORDER BY id LIMIT ?6`,
      query.startId,
      query.prefix,
      query.from ?? '',
      query.to ?? '~',
      query.statuses.length > 0 ? `,${query.statuses.join(',')},` : '',
      query.limit,
    );
  }

  putInstance(row: InstanceRow): void {
    this.#run(
      'INSERT OR REPLACE INTO instances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      row.id,
      row.executionId,
      row.name,
      row.status,
      row.input,
      row.output,
      row.customStatus,
      row.createdAt,
      row.updatedAt,
      row.generation,
      row.parentId,
    );
  }

  /** Removes an instance and all that belongs to it. */
  deleteInstance(id: string): void {
    this.#run('DELETE FROM instances WHERE id = ?', id);
    this.deleteHistory(id);
    for (const table of ['messages', 'activities', 'timers'])
      this.#run(`DELETE FROM ${table} WHERE instanceId = ?`, id);
  }

  history(instanceId: string): string[] {
    return this.#rows<{ event: string }>(
      'SELECT event FROM history WHERE instanceId = ? ORDER BY position',
      instanceId,
    ).map(({ event }) => event);
  }

  appendHistory(instanceId: string, position: number, event: string): void {
    this.#run('INSERT INTO history VALUES (?, ?, ?)', instanceId, position, event);
  }

  deleteHistory(instanceId: string): void {
    this.#run('DELETE FROM history WHERE instanceId = ?', instanceId);
  }

  messages(): MessageRow[] {
    return this.#rows<MessageRow>('SELECT * FROM messages ORDER BY seq');
  }

  addMessage(message: Omit<MessageRow, 'seq'>): MessageRow {
    const seq = this.#run(
      'INSERT INTO messages (instanceId, executionId, event) VALUES (?, ?, ?)',
      message.instanceId,
      message.executionId,
      message.event,
    );
    return { seq, ...message };
  }

  deleteMessage(seq: number): void {
    this.#run('DELETE FROM messages WHERE seq = ?', seq);
  }

  activities(): ActivityRow[] {
    return this.#rows<ActivityRow>('SELECT * FROM activities ORDER BY seq');
  }

  addActivity(row: Omit<ActivityRow, 'seq'>): ActivityRow {
    const seq = this.#run(
      'INSERT INTO activities (instanceId, executionId, taskId, name, input) VALUES (?, ?, ?, ?, ?)',
      row.instanceId,
      row.executionId,
      row.taskId,
      row.name,
      row.input,
    );
    return { seq, ...row };
  }

  deleteActivity(seq: number): void {
    this.#run('DELETE FROM activities WHERE seq = ?', seq);
  }

  timers(): TimerRow[] {
    return this.#rows<TimerRow>('SELECT * FROM timers ORDER BY dueAt, seq');
  }

  addTimer(row: Omit<TimerRow, 'seq'>): TimerRow {
    const seq = this.#run(
      'INSERT INTO timers (instanceId, executionId, timerId, fireAt, dueAt) VALUES (?, ?, ?, ?, ?)',
      row.instanceId,
      row.executionId,
      row.timerId,
      row.fireAt,
      row.dueAt,
    );
    return { seq, ...row };
  }

  deleteTimer(seq: number): void {
    this.#run('DELETE FROM timers WHERE seq = ?', seq);
  }

  deleteTimersOf(instanceId: string): void {
    this.#run('DELETE FROM timers WHERE instanceId = ?', instanceId);
  }

  schedule(name: string): { last: string | null; next: string } | undefined {
    return this.#rows<{ last: string | null; next: string }>(
      'SELECT last, next FROM schedules WHERE name = ?',
      name,
    )[0];
  }

  putSchedule(name: string, last: string | null, next: string): void {
    this.#run('INSERT OR REPLACE INTO schedules VALUES (?, ?, ?)', name, last, next);
  }

  /** Returns the id of an inserted row. */
  #run(sql: string, ...values: (string | number | null)[]): number {
    return Number(this.#statement(sql).run(...values).lastInsertRowid);
  }

  /** The columns of each table are the fields of `Row`: both are written down in this file. */
  #rows<Row extends object>(sql: string, ...values: (string | number | null)[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
