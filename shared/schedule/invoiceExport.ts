import type { BilledKind } from '../export/kinds.ts';
import { type ExportRequest, invoiceSubject } from '../export/request.ts';
import type { Landing } from '../landing/landing.ts';
import { exportFolder, latestPath } from '../landing/layout.ts';
import type { Services } from '../services.ts';

/** What discovery asks for of one kind of an invoice. */
export function requestOf({ settings }: Services, invoiceId: string, kind: BilledKind): ExportRequest {
  return { ...invoiceSubject(kind, invoiceId, settings.attributeSet), force: false };
}

/** Whether any version of an export is committed. */
export function hasLanded(landing: Landing, request: ExportRequest): Promise<boolean> {
  return landing.exists(latestPath(exportFolder(landing.prefix, request)));
}
