import { type ExportKind, hasTable } from '../export/kinds.ts';
import { isLasting } from './analysisRun.ts';
import type { FiguresDocument } from './documents.ts';

/** What an analysis is asked for today. */
export interface Wanted {
  tables: boolean;
  producer: string;
}

/** Tables are made where the setting asks for them, and of kinds that have one. */
export function wantsTable({ tables }: { tables: boolean }, kind: ExportKind): boolean {
  return tables && hasTable(kind);
}

/** Whether all that is wanted of a version stands, so far as anything can be done about it. */
export function isComplete(figures: FiguresDocument | undefined, { tables, producer }: Wanted): boolean {
  if (!figures) return false;
  // The same program would end the same way; another one may know better.
  if (figures.warnings.some(isLasting) && figures.run.producer === producer) return true;
  return figures.state === 'done' && (!tables || figures.table !== null);
}

/** Times of the same UTC day: what went wrong and can pass is made up for once a day at most. */
export function isSameDay(a: Date, b: Date): boolean {
  return a.toISOString().slice(0, 10) === b.toISOString().slice(0, 10);
}
