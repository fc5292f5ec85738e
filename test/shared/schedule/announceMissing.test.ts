import { describe, expect, test } from '@jest/globals';
import { announceMissing } from '../../../shared/schedule/announceMissing.ts';
import { type InvoiceMemory, type Memory, readMemory } from '../../../shared/schedule/discoveryMemory.ts';
import { discoveryBed, NOW, type World } from './discoveryBed.ts';

const FIRST_SEEN = '2026-11-01T06:00:00.000Z';
const noData = { at: '2026-11-05T06:00:00.000Z', status: 'noData', told: true } as const;
const MISSING: InvoiceMemory = { firstSeenAt: FIRST_SEEN, asked: { billedUsage: noData } };
const SETTINGS = { INVOICE_EXPORTS: 'billedUsage' };
const memoryOf = (entries: Record<string, InvoiceMemory>): Memory => new Map(Object.entries(entries));
const bedOf = (world: World) => discoveryBed({ settings: SETTINGS, topic: 'takes', ...world });

describe('an invoice whose data never appeared', () => {
  test('is told of once: an event, a log line, a note', async () => {
    const bed = bedOf({ memory: memoryOf({ G000000001: MISSING }) });
    expect(await announceMissing(bed)).toEqual({ announced: 1 });
    expect(bed.events).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        type: 'PartnerBillingExport.Failed',
        source: '/partner-billing-export/partner-billing',
        subject: 'billed-usage-G000000001-full',
        data: {
          export: {
            id: 'billed-usage-G000000001-full',
            kind: 'billedUsage',
            invoiceId: 'G000000001',
            attributeSet: 'full',
          },
          status: 'failed',
          result: null,
          error: { code: 'InvoiceDataNeverAppeared', message: expect.stringContaining(FIRST_SEEN) },
          warnings: [],
        },
      },
    ]);
    expect(bed.lines.slice(0, -1)).toEqual([
      {
        level: 'error',
        fields: { event: 'invoiceDataNeverAppeared', invoiceId: 'G000000001', firstSeenAt: FIRST_SEEN },
      },
    ]);
    expect((await readMemory(bed.landing)).get('G000000001')).toEqual({ ...MISSING, neverAppearedAt: NOW });

    expect(await announceMissing(bed)).toEqual({ announced: 0 });
    expect(bed.events).toHaveLength(1);
  });

  test('is told of at the next firing when the topic is down now, as the same event', async () => {
    const memory = memoryOf({ G000000001: MISSING });
    const down = bedOf({ memory, topic: 'refuses' });
    expect(await announceMissing(down)).toEqual({ announced: 0 });
    expect((await readMemory(down.landing)).get('G000000001')).toEqual(MISSING);
    const ids = await Promise.all(
      [bedOf({ memory }), bedOf({ memory })].map(async (bed) => {
        await announceMissing(bed);
        return bed.events[0]?.id;
      }),
    );
    expect(ids[0]).toBeDefined();
    expect(ids[0]).toBe(ids[1]);
  });

  test('is noted without a topic too', async () => {
    const bed = discoveryBed({ settings: SETTINGS, memory: memoryOf({ G000000001: MISSING }) });
    expect(await announceMissing(bed)).toEqual({ announced: 1 });
    expect((await readMemory(bed.landing)).get('G000000001')?.neverAppearedAt).toBe(NOW);
  });
});

describe('of the invoices that discovery remembers', () => {
  const LATEST = 'billed-usage/invoice=G000000001/attributes=full/_latest.json';

  test.each<[string, World]>([
    ['one that landed is not missing', { memory: memoryOf({ G000000001: MISSING }), documents: { [LATEST]: {} } }],
    [
      'one that was asked for inside its window only may still appear',
      { memory: memoryOf({ G000000001: { ...MISSING, firstSeenAt: noData.at } }) },
    ],
    [
      'one of whose kinds one landed is not missing',
      {
        settings: { INVOICE_EXPORTS: 'billedReconciliation,billedUsage' },
        memory: memoryOf({ G000000001: { ...MISSING, asked: { billedUsage: noData, billedReconciliation: noData } } }),
        documents: { [LATEST]: {} },
      },
    ],
    ['none is missing when none is remembered', {}],
  ])('%s', async (_, world) => {
    const bed = bedOf(world);
    expect(await announceMissing(bed)).toEqual({ announced: 0 });
    expect(bed.events).toEqual([]);
    expect(bed.lines).toEqual([{ level: 'log', fields: { event: 'discoveryEnded', announced: 0 } }]);
  });

  test('every missing one is told of, each under an id of its own', async () => {
    const bed = bedOf({ memory: memoryOf({ G000000001: MISSING, G000000002: MISSING }) });
    expect(await announceMissing(bed)).toEqual({ announced: 2 });
    expect(bed.events.map(({ subject }) => subject)).toEqual([
      'billed-usage-G000000001-full',
      'billed-usage-G000000002-full',
    ]);
    expect(new Set(bed.events.map(({ id }) => id)).size).toBe(2);
  });
});
