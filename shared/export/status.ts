import type { Outcome } from './run.ts';

/** How the API, the events and the memory of discovery call the state of an export: how a run ends by itself, and three more. */
export type ExportStatus = 'queued' | 'running' | Outcome['status'] | 'cancelled';

const STATUSES: Readonly<Record<ExportStatus, true>> = {
  queued: true,
  running: true,
  completed: true,
  unchanged: true,
  noData: true,
  rejected: true,
  failed: true,
  cancelled: true,
};

/** All of them, in the order in which they are told. */
export const EXPORT_STATUSES = Object.keys(STATUSES) as ExportStatus[];
