import type { Catalog } from '../catalog.ts';
import type { ExportCall } from './exportBody.ts';
import type { Operation } from './operations.ts';

/** When unbilled data of the day appears. */
const UNBILLED_BUILT_AT = { hour: 3, minute: 30 };

export type Target =
  | Pick<Operation, 'subject' | 'hasData' | 'firstBuiltAt'>
  | { refused: number; code: string; message: string };

/** What data a call means, if there is any. */
export function targetOf(call: ExportCall, catalog: Catalog, now: Date): Target {
  const { tenantId } = catalog;
  const { kind, attributeSet } = call;
  if ('invoiceId' in call) {
    const invoice = catalog.find(call.invoiceId);
    if (invoice === undefined) {
      return { refused: 404, code: 'NotFound', message: `Invoice ${call.invoiceId} was not found.` };
    }
    if (invoice.commerce === 'classic') {
      return { refused: 400, code: 'BadRequest', message: 'Only new-commerce invoices can be exported.' };
    }
    const usage = kind === 'billedUsage' ? invoice.usageBuild : undefined;
    return {
      subject: {
        kind,
        attributeSet,
        tenantId,
        invoiceId: invoice.id,
        currencyCode: invoice.currencyCode,
        month: invoice.billingMonth,
        ...(invoice.story === undefined || invoice.story === 'plain' ? {} : { story: invoice.story }),
        ...(usage?.isFirstOfTwo ? { isFirstEdition: true as const } : {}),
      },
      hasData: invoice.hasUsage || kind === 'billedReconciliation',
      firstBuiltAt: usage?.builtAt ?? invoice.publishedAt,
    };
  }
  const currencyCode = call.currencyCode.toUpperCase();
  const monthsBack = call.billingPeriod === 'current' ? 0 : 1;
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsBack, 1)).toISOString().slice(0, 7);
  return {
    subject: { kind, attributeSet, tenantId, currencyCode, month },
    hasData: catalog.currencies.includes(currencyCode),
    firstBuiltAt: latestUnbilledBuild(now),
  };
}

function latestUnbilledBuild(now: Date): Date {
  const today = new Date(now);
  today.setUTCHours(UNBILLED_BUILT_AT.hour, UNBILLED_BUILT_AT.minute, 0, 0);
  return today <= now ? today : new Date(today.getTime() - 86_400_000);
}
