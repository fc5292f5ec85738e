import { describe, expect, test } from '@jest/globals';
import { readIndexMonth, refreshInvoice } from '../../../shared/analysis/invoiceIndex.ts';
import { readUnbilledIndex } from '../../../shared/analysis/unbilledIndex.ts';
import { keepInvoiceFacts, noteRun } from '../../../shared/landing/invoiceFacts.ts';
import { checkInvoices } from '../../../shared/schedule/checkInvoices.ts';
import { findDue } from '../../../shared/schedule/findDue.ts';
import { followExport } from '../../../shared/schedule/followExport.ts';
import { keepInvoices } from '../../../shared/schedule/keepInvoices.ts';
import type { ScheduleContext } from '../../../shared/schedule/scheduleContext.ts';
import { isUsageLate } from '../../../shared/schedule/usageWatch.ts';
import { instanceOf } from '../../support/fakeInstances.ts';
import { INVOICE, type ProofBed, proofBed } from '../../support/proofBed.ts';
import { sample } from '../proof/model/sampleInvoice.ts';
import { type DiscoveryBed, discoveryBed, type World } from './discoveryBed.ts';

const DAY_MS = 24 * 3_600_000;
const { usage, reconciliation, totalCharges } = sample();
const part = usage.slice(2);
const listed = {
  id: INVOICE,
  invoiceDate: '2026-11-08T07:13:00Z',
  totalCharges,
  currencyCode: 'EUR',
  documentType: 'invoice',
};
/** Its date lies outside the window of 70 days at all times of these tests. */
const old = { ...listed, invoiceDate: '2026-06-08T07:13:00Z' };

interface Bed {
  context: ScheduleContext;
  proofs: ProofBed;
  lines: DiscoveryBed['lines'];
}

/** Discovery over the landing of a proof bed, on its clock. */
function bedOf(world: World = {}): Bed {
  const proofs = proofBed();
  const bed = discoveryBed({ invoices: [listed], ...world });
  const { services } = bed;
  const { landing, blobs, clock, topic } = proofs;
  return {
    proofs,
    lines: bed.lines,
    context: {
      ...bed,
      services: {
        ...services,
        clock,
        steps: { ...services.steps, landing, clock },
        analysis: { ...services.analysis, landing, blobs, clock, ...(topic ? { topic } : {}) },
        probes: { ...services.probes, partnerCenter: services.partnerCenter },
      },
    },
  };
}

const told = ({ lines }: Bed) =>
  lines.filter(({ level }) => level === 'warn').map(({ fields }) => [fields.event, fields.asked ?? fields.reasons]);

describe('the last step of discovery', () => {
  test('proves what no analysis has proved, tells of it, and brings the index up to date', async () => {
    const bed = bedOf();
    bed.proofs.land('billedUsage', 'u1', usage);
    bed.proofs.land('billedReconciliation', 'r1', reconciliation);
    await keepInvoices(bed.proofs.landing, [listed]);
    expect(await checkInvoices(bed.context)).toEqual({ checked: 1, changed: 1, usageMissing: 0, unexplained: 0 });
    expect(bed.proofs.events).toHaveLength(1);
    expect(await readIndexMonth(bed.proofs.landing, '2026-11')).toMatchObject([{ proof: { state: 'proved' } }]);
    expect(await checkInvoices(bed.context)).toMatchObject({ checked: 1, changed: 0 });
    expect(bed.proofs.events).toHaveLength(1);
  });

  test('another total in Partner Center’s list is another proof', async () => {
    const bed = bedOf();
    bed.proofs.land('billedUsage', 'u1', usage);
    bed.proofs.land('billedReconciliation', 'r1', reconciliation);
    await keepInvoices(bed.proofs.landing, [listed]);
    await checkInvoices(bed.context);
    await keepInvoices(bed.proofs.landing, [{ ...listed, totalCharges: '1.00' }]);
    expect(await checkInvoices(bed.context)).toMatchObject({ changed: 1, unexplained: 1 });
    expect(told(bed)).toEqual([['invoiceUnexplained', 'invoiceDoesNotTie']]);
  });

  test('usage that is missing is told of from the 12th on, each day', async () => {
    const bed = bedOf();
    bed.proofs.land('billedUsage', 'u1', part);
    bed.proofs.land('billedReconciliation', 'r1', reconciliation);
    await keepInvoices(bed.proofs.landing, [listed]);
    for (let day = 9; day <= 13; day++) {
      await checkInvoices(bed.context);
      bed.proofs.clock.pass(DAY_MS);
    }
    expect(told(bed)).toEqual([
      ['invoiceUsageMissing', true],
      ['invoiceUsageMissing', true],
    ]);
  });

  test('a run that could not write down how it ended is found by its instance', async () => {
    const exportId = `billed-usage-${INVOICE}-full`;
    const bed = bedOf({ instances: [instanceOf({ id: exportId, runtimeStatus: 'Terminated' })] });
    const note = { status: 'running', at: '2026-11-08T06:00:00.000Z', exportId, runId: 'r' };
    await noteRun(bed.proofs.landing, { invoiceId: INVOICE, kind: 'billedUsage' }, note);
    await keepInvoices(bed.proofs.landing, [listed]);
    await checkInvoices(bed.context);
    expect(await readIndexMonth(bed.proofs.landing, '2026-11')).toMatchObject([
      { kinds: { billedUsage: { status: 'cancelled', lastRun: 'cancelled' } } },
    ]);
  });

  test('open months that landed before there was an index are in it', async () => {
    const bed = bedOf({ settings: { UNBILLED_CURRENCIES: 'USD' } });
    const latest = {
      schemaVersion: 1,
      version: 'v',
      manifest: 'm',
      eTag: 'e',
      createdDateTime: '2026-06-02T00:00:00Z',
    };
    const path = 'unbilled-usage/currency=EUR/month=2026-06/attributes=full/_latest.json';
    bed.proofs.landing.stored.set(path, { value: latest, etag: '1', metadata: {} });
    await checkInvoices(bed.context);
    const months = (await readUnbilledIndex(bed.proofs.landing))?.map(({ month, currency, kinds }) => [
      month,
      currency,
      kinds.unbilledUsage?.status,
    ]);
    expect(months).toEqual([
      ['2026-11', 'USD', 'missing'],
      ['2026-10', 'USD', 'missing'],
      ['2026-06', 'EUR', 'landed'],
    ]);
  });

  test('nothing is done without analysis', async () => {
    const bed = bedOf({ settings: { ANALYSIS: 'off' } });
    await keepInvoices(bed.proofs.landing, [listed]);
    expect(await checkInvoices(bed.context)).toMatchObject({ checked: 0 });
  });
});

describe('an invoice outside the window that lacks usage', () => {
  /** Which kinds of it discovery asks for at this moment. */
  async function asked({ context, proofs }: Bed): Promise<string[]> {
    const found = await findDue(context, { passStartedAt: proofs.clock.now().toISOString(), first: true });
    return found.stop ? [found.stop] : found.due.map(({ request }) => request.kind);
  }

  async function lacking(): Promise<Bed> {
    const bed = bedOf({ invoices: [old] });
    bed.proofs.land('billedUsage', 'u1', part);
    bed.proofs.land('billedReconciliation', 'r1', reconciliation);
    await keepInvoices(bed.proofs.landing, [old]);
    await followExport(bed.context, { exportId: `billed-usage-${INVOICE}-full` });
    return bed;
  }

  test('is asked for its usage, and for nothing else, for 14 days; then that is told once', async () => {
    const bed = await lacking();
    expect(bed.proofs.proof()).toMatchObject({ state: 'usageMissing' });
    const days: string[][] = [];
    for (let day = 0; day < 17; day++) {
      days.push(await asked(bed));
      await checkInvoices(bed.context);
      bed.proofs.clock.pass(DAY_MS);
    }
    expect(days.slice(0, 14)).toEqual(Array.from({ length: 14 }, () => ['billedUsage']));
    expect(days.slice(14)).toEqual([[], [], []]);
    expect(told(bed).filter(([, still]) => still === false)).toHaveLength(1);
    expect(bed.proofs.proof()).toMatchObject({ state: 'usageMissing' });
  });

  test('is not asked again once its usage is whole', async () => {
    const bed = await lacking();
    bed.proofs.land('billedUsage', 'u2', usage);
    await followExport(bed.context, { exportId: `billed-usage-${INVOICE}-full` });
    expect(bed.proofs.proof()).toMatchObject({ state: 'proved' });
    expect(await asked(bed)).toEqual([]);
  });
});

describe('an export by hand', () => {
  test('of an invoice that discovery has not listed yet: its total is looked up, once', async () => {
    const bed = bedOf();
    bed.proofs.land('billedUsage', 'u1', usage);
    bed.proofs.land('billedReconciliation', 'r1', reconciliation);
    const { invoiceId, state } = await followExport(bed.context, { exportId: `billed-usage-${INVOICE}-full` });
    expect([invoiceId, state]).toEqual([INVOICE, 'proved']);
    expect(await readIndexMonth(bed.proofs.landing, '2026-11')).toHaveLength(1);
  });

  test('while Partner Center does not answer: the proof waits for the total', async () => {
    const bed = bedOf({
      invoices: { stop: 'failed', failure: { code: 'PartnerCenterUnavailable', message: 'no answer' } },
    });
    bed.proofs.land('billedUsage', 'u1', usage);
    bed.proofs.land('billedReconciliation', 'r1', reconciliation);
    await followExport(bed.context, { exportId: `billed-usage-${INVOICE}-full` });
    expect(bed.proofs.proof()).toMatchObject({ state: 'pending', reasons: ['totalAwaited'] });
  });

  test('of an open month: its entry is brought up to date', async () => {
    const bed = bedOf();
    await followExport(bed.context, { exportId: 'unbilled-usage-EUR-2026-11-full' });
    expect(bed.proofs.landing.stored.get('analysis/invoices/index/unbilled.json')?.value).toMatchObject({
      months: { '2026-11 EUR': { kinds: { unbilledUsage: { status: 'missing' } } } },
    });
  });
});

test.each([
  ['2026-11-08T07:13:00Z', '2026-11-11T23:59:59Z', false],
  ['2026-11-08T07:13:00Z', '2026-11-12T00:00:00Z', true],
  ['2026-10-08T07:13:00Z', '2026-11-01T00:00:00Z', true],
  [null, '2026-11-01T00:00:00Z', true],
])('usage of an invoice of %s that is missing at %s is late: %s', (invoiceDate, now, late) => {
  expect(isUsageLate({ invoiceDate }, new Date(now))).toBe(late);
});

test('what the index knows of an invoice does not change by looking', async () => {
  const { landing } = proofBed();
  await keepInvoiceFacts(landing, listed);
  await refreshInvoice(landing, INVOICE);
  const before = await readIndexMonth(landing, '2026-11');
  await refreshInvoice(landing, INVOICE);
  expect(await readIndexMonth(landing, '2026-11')).toEqual(before);
});
