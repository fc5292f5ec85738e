import { outcomeOf } from '../durable/exportInstance.ts';
import type { Instance } from '../durable/instances.ts';
import { exportIdOf } from '../export/exportId.ts';
import { type BillingPeriod, monthOf } from '../export/month.ts';
import { type QuietEnd, wasTold } from '../export/run.ts';
import { mapBounded } from '../mapBounded.ts';
import type { Settings } from '../settings/settings.ts';
import type { ScheduleContext } from './scheduleContext.ts';
import type { ScheduledExport } from './scheduledExport.ts';

const LOOK_UPS_AT_ONCE = 8;

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

/**
 * The snapshots to take now. Of an end that repeats itself (no data in a currency, a currency that the service refuses)
 * subscribers and alerts hear once a month: the run of the day before, whose instance has the same id, knows of it.
 */
export async function findUnbilled({ services, instances }: ScheduleContext): Promise<{ due: ScheduledExport[] }> {
  const due = unbilledExports(services.settings, services.clock.now());
  return {
    due: await mapBounded(due, LOOK_UPS_AT_ONCE, async ({ request }) => {
      const before = await instances.find(exportIdOf(request));
      return { request, quiet: before ? toldEnds(before) : [] };
    }),
  };
}

/** The end of which subscribers know already, if the run of this instance ended in one that repeats itself. */
function toldEnds(instance: Instance): QuietEnd[] {
  const outcome = outcomeOf(instance);
  if (outcome?.status !== 'noData' && outcome?.status !== 'rejected') return [];
  return wasTold(outcome.warnings) ? [outcome.status] : [];
}
