/** How the API, the events and the memory of discovery call the state of an export. */
export const EXPORT_STATUSES = [
  'queued',
  'running',
  'completed',
  'unchanged',
  'noData',
  'rejected',
  'failed',
  'cancelled',
] as const;

export type ExportStatus = (typeof EXPORT_STATUSES)[number];
