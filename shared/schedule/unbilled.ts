import { type BillingPeriod, monthOf } from '../export/month.ts';
import type { Settings } from '../settings/settings.ts';
import type { ScheduleContext } from './scheduleContext.ts';
import type { ScheduledExport } from './scheduledExport.ts';

/** Through this day of the month (UTC) last month's open data is still exported; after it the invoice exists. */
const LAST_MONTH_UNTIL_DAY = 10;

/** The snapshots of open data that are due now: of each currency and kind this month's, and early in the month last month's too. */
export function unbilledExports({ unbilled, attributeSet }: Settings, now: Date): ScheduledExport[] {
  const periods: BillingPeriod[] = now.getUTCDate() <= LAST_MONTH_UNTIL_DAY ? ['current', 'last'] : ['current'];
  return periods.flatMap((billingPeriod) =>
    unbilled.currencies.flatMap((currencyCode) =>
      unbilled.exports.map((kind) => ({
        request: { kind, currencyCode, billingPeriod, month: monthOf(billingPeriod, now), attributeSet, force: false },
      })),
    ),
  );
}

export async function findUnbilled({ services }: ScheduleContext): Promise<{ due: ScheduledExport[] }> {
  return { due: unbilledExports(services.settings, services.clock.now()) };
}
