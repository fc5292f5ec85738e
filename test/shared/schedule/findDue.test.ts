import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../shared/export/stop.ts';
import type { Invoice } from '../../../shared/microsoft/partnerCenter.ts';
import type { Asked, Memory } from '../../../shared/schedule/discoveryMemory.ts';
import { findDue } from '../../../shared/schedule/findDue.ts';
import { instanceOf } from '../../support/fakeInstances.ts';
import { type DiscoveryBed, discoveryBed, NOW, type World } from './discoveryBed.ts';

const PASS = { passStartedAt: NOW };
const ONE_KIND = { INVOICE_EXPORTS: 'billedUsage', INVOICE_LOOKBACK_DAYS: '30' };
const YESTERDAY = '2026-11-07T05:00:00.000Z';

const invoice = (id: string, invoiceDate: string | undefined = '2026-11-01'): Invoice => ({ id, invoiceDate });
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => invoice(`G${String(index).padStart(9, '0')}`));

function remembered(id: string, asked: Partial<Record<'billedUsage' | 'billedReconciliation', Asked>>): Memory {
  return new Map([[id, { firstSeenAt: YESTERDAY, asked }]]);
}

async function dueIds(bed: DiscoveryBed): Promise<string[]> {
  const round = await findDue(bed, PASS);
  if (round.stop) throw new Error(JSON.stringify(round));
  return round.due.map(({ request }) => ('invoiceId' in request ? `${request.kind} ${request.invoiceId}` : ''));
}

const bedOf = (world: World) => discoveryBed({ settings: ONE_KIND, ...world });

describe('what one round of discovery hands out', () => {
  test('every kind of every exportable invoice of the window that is missing, by number', async () => {
    const bed = bedOf({
      settings: { ...ONE_KIND, INVOICE_EXPORTS: 'billedUsage,billedReconciliation', ATTRIBUTE_SET: 'basic' },
      invoices: [
        invoice('G000000002'),
        invoice('G000000001'),
        invoice('D000000001'),
        invoice('X-1'),
        invoice('G000000003', '2026-10-08'),
        invoice('G000000004', '2026-10-09'),
        invoice('G000000005', undefined),
      ],
    });
    const round = await findDue(bed, PASS);
    expect(await dueIds(bed)).toEqual(
      ['G000000001', 'G000000002', 'G000000004', 'G000000005'].flatMap((id) => [
        `billedUsage ${id}`,
        `billedReconciliation ${id}`,
      ]),
    );
    expect(round).toMatchObject({
      due: expect.arrayContaining([
        {
          request: { kind: 'billedUsage', invoiceId: 'G000000001', attributeSet: 'basic', force: false },
          quiet: [],
        },
      ]),
    });
  });

  test('nothing that was asked for since this pass began', async () => {
    const asked = { billedUsage: { at: NOW, status: 'failed', told: true } } as const;
    expect(await dueIds(bedOf({ invoices: numbered(1), memory: remembered('G000000000', asked) }))).toEqual([]);
  });

  test('what landed is asked for again on another day, and not on the same one', async () => {
    const documents = { 'billed-usage/invoice=G000000000/attributes=full/_latest.json': { version: 'v' } };
    const completed = (at: string) =>
      bedOf({
        invoices: numbered(1),
        documents,
        memory: remembered('G000000000', { billedUsage: { at, status: 'completed', told: true } }),
      });
    expect(await dueIds(completed('2026-11-08T00:00:01.000Z'))).toEqual([]);
    expect(await dueIds(completed(YESTERDAY))).toEqual(['billedUsage G000000000']);
  });

  test('a run that is active already is joined, so that its end is remembered', async () => {
    const documents = { 'billed-usage/invoice=G000000000/attributes=full/_latest.json': { version: 'v' } };
    const asked = { billedUsage: { at: '2026-11-08T00:00:01.000Z', status: 'completed', told: true } } as const;
    const memory = remembered('G000000000', asked);
    const id = 'billed-usage-G000000000-full';
    const active = instanceOf({ id, runtimeStatus: 'Running' });
    expect(await dueIds(bedOf({ invoices: numbered(1), documents, memory, instances: [active] }))).toHaveLength(1);
    const ended = instanceOf({ id, runtimeStatus: 'Completed' });
    expect(await dueIds(bedOf({ invoices: numbered(1), documents, memory, instances: [ended] }))).toEqual([]);
  });

  test('subscribers are not told again of what they know', async () => {
    const asked = { billedUsage: { at: YESTERDAY, status: 'noData', told: true } } as const;
    const round = await findDue(bedOf({ invoices: numbered(1), memory: remembered('G000000000', asked) }), PASS);
    expect(round).toMatchObject({ due: [{ quiet: ['noData'] }] });
  });

  test('nothing that was asked for since this pass began, not even a run that is active', async () => {
    const asked = { billedUsage: { at: NOW, status: 'failed', told: true } } as const;
    const active = instanceOf({ id: 'billed-usage-G000000000-full', runtimeStatus: 'Running' });
    const bed = bedOf({ invoices: numbered(1), memory: remembered('G000000000', asked), instances: [active] });
    expect(await dueIds(bed)).toEqual([]);
  });

  test('without a look at more than it can hand out', async () => {
    const bed = bedOf({ invoices: numbered(100) });
    await findDue(bed, PASS);
    expect(bed.instances.looks).toBe(40);
  });

  test('no more than forty at once, the first by number; the next round finds the rest', async () => {
    const invoices = numbered(100);
    const all = invoices.map(({ id }) => `billedUsage ${id}`);
    expect(await dueIds(bedOf({ invoices }))).toEqual(all.slice(0, 40));

    // The first fifty have been asked for in this pass.
    const asked = { billedUsage: { at: NOW, status: 'noData', told: true } } as const;
    const memory = new Map(invoices.slice(0, 50).map(({ id }) => [id, { firstSeenAt: YESTERDAY, asked }] as const));
    expect(await dueIds(bedOf({ invoices, memory }))).toEqual(all.slice(50, 90));
  });
});

describe('a round of discovery', () => {
  test('keeps when it saw an invoice first, and forgets what has left the window', async () => {
    const memory: Memory = new Map([
      ['G000000000', { firstSeenAt: YESTERDAY, asked: {} }],
      ['G888888888', { firstSeenAt: '2026-10-09T06:00:00.000Z', asked: {} }],
      ['G999999999', { firstSeenAt: '2026-10-09T05:59:59.000Z', asked: {} }],
    ]);
    const bed = bedOf({ invoices: numbered(2), memory });
    await findDue(bed, PASS);
    expect(bed.landing.documents.get('_discovery.json')?.value).toEqual({
      schemaVersion: 1,
      invoices: {
        G000000000: { firstSeenAt: YESTERDAY, asked: {} },
        G000000001: { firstSeenAt: NOW, asked: {} },
        G888888888: { firstSeenAt: '2026-10-09T06:00:00.000Z', asked: {} },
      },
    });
  });

  test('warns of document numbers that nobody knows, and of nothing else', async () => {
    const bed = bedOf({ invoices: [invoice('G000000001'), invoice('Y-1'), invoice('D000000001'), invoice('Z-1')] });
    await findDue(bed, PASS);
    expect(bed.lines).toEqual([
      { level: 'warn', fields: { event: 'unknownInvoices', count: 2, first: 'Y-1' } },
      { level: 'log', fields: { event: 'discoveryRound', listed: 4, exportable: 1, due: 1 } },
    ]);
    const usual = bedOf({ invoices: [invoice('G000000001'), invoice('D000000001')] });
    await findDue(usual, PASS);
    expect(usual.lines.map(({ level }) => level)).toEqual(['log']);
  });

  test('goes on past rows of the list that name no invoice, and says how many', async () => {
    const bed = bedOf({ invoices: [invoice('G000000001')], listed: { unreadable: 2, cutShort: true } });
    expect(await dueIds(bed)).toHaveLength(1);
    expect(bed.lines[0]).toEqual({ level: 'warn', fields: { event: 'invoiceListOdd', unreadable: 2, cutShort: true } });
  });

  test('without a list stops as the list did, and touches nothing', async () => {
    const stop = failed('PartnerCenterUnavailable', 'Partner Center answered 500');
    const bed = bedOf({ invoices: stop });
    expect(await findDue(bed, PASS)).toEqual(stop);
    expect(bed.landing.documents.size).toBe(0);
    expect(bed.lines).toEqual([]);
  });
});
