import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CatalogInvoice, catalogOf } from '../../local/simulators/catalog.ts';
import type { Subject } from '../../local/simulators/data/subject.ts';
import type { ReceivedEvent } from '../../local/simulators/eventGrid.ts';
import { type Product, startProduct } from '../support/product.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = new Date('2026-06-01T00:00:00Z');

/** An invoice of May that is published, and whose data appears, so many days after the start. */
interface Story {
  id: string;
  publishedDay: number;
  dataDay: number;
  restatedDay?: number;
}

const STORIES: Story[] = [
  { id: 'G000000001', publishedDay: 7.3, dataDay: 7.3 },
  { id: 'G000000002', publishedDay: 8.1, dataDay: 11.2 },
  { id: 'G000000003', publishedDay: 8.1, dataDay: 8.1, restatedDay: 15.5 },
  { id: 'G000000004', publishedDay: 20, dataDay: 20 },
  { id: 'G000000005', publishedDay: 9, dataDay: Number.POSITIVE_INFINITY },
];

describe('a month of discovery', () => {
  let product: Product;
  const small = { files: 2, unpackedBytes: 5_000, members: 1 };
  const day = () => (product.clock.now().getTime() - START.getTime()) / DAY_MS;
  const storyOf = (subject: Subject) => STORIES.find(({ id }) => id === subject.invoiceId);

  const catalog = catalogOf('00000000-0000-4000-8000-0000000000ff', ['EUR'], () =>
    STORIES.filter(({ publishedDay }) => publishedDay <= day()).flatMap(({ id, publishedDay }): CatalogInvoice[] => {
      const common = {
        documentType: 'invoice' as const,
        billingMonth: '2026-05',
        publishedAt: new Date(START.getTime() + publishedDay * DAY_MS),
        currencyCode: 'EUR',
        totalCharges: 10,
        hasUsage: true,
      };
      return [
        { ...common, id, commerce: 'new' },
        { ...common, id: id.replace('G', 'D'), commerce: 'classic' },
      ];
    }),
  );

  beforeAll(async () => {
    product = await startProduct({
      start: START,
      catalog,
      settings: { INVOICE_SCHEDULE: '0 30 5 * * *', UNBILLED_CURRENCIES: 'EUR', UNBILLED_EXPORTS: 'unbilledUsage' },
      scenario: (subject) => {
        const story = storyOf(subject);
        if (story && day() < story.dataDay) {
          return { ending: { outcome: 'failure', status: 'failed', code: '5000', message: 'No data available' } };
        }
        return { data: small, revision: story?.restatedDay !== undefined && day() >= story.restatedDay ? 1 : 0 };
      },
    });
  });
  afterAll(() => product?.stop());

  const versions = async (invoiceId: string, slug: string) => {
    const found: string[] = [];
    const prefix = `${slug}/invoice=${invoiceId}/`;
    for await (const { name } of product.container.listBlobsFlat({ prefix })) {
      if (name.endsWith('/_manifest.json')) found.push(name);
    }
    return found.length;
  };
  const eventsOf = (invoiceId: string, type: string) =>
    product.stack.eventGrid.events.filter(
      (event: ReceivedEvent) =>
        event.type === `PartnerBillingExport.${type}` && String(event.subject).includes(invoiceId),
    );

  test('lands every invoice once per version, and tells of each run once', async () => {
    // Two days pass while the timer fires as it should.
    await product.clock.advance(8 * DAY_MS + 12 * HOUR_MS);
    // The topic is down for a day, the timer is missed twice, then fired twice at once.
    product.stack.eventGrid.faults.add({ on: 'publish', times: Number.POSITIVE_INFINITY, answer: { status: 503 } });
    await product.clock.advance(DAY_MS);
    product.stack.eventGrid.faults.clear();
    await product.host.kill();
    product.clock.passTo(new Date(product.clock.now().getTime() + 2 * DAY_MS));
    await product.restartHost();
    await Promise.all([1, 2].map(() => product.call('POST', 'admin/functions/discoverInvoices', {})));
    await product.clock.advance(20 * DAY_MS);

    const landed = await Promise.all(
      STORIES.map(async ({ id }) => [
        id,
        await versions(id, 'billed-usage'),
        await versions(id, 'billed-reconciliation'),
        eventsOf(id, 'Completed').length,
        eventsOf(id, 'NoData').length,
        eventsOf(id, 'Failed').length,
      ]),
    );
    expect(landed).toEqual([
      ['G000000001', 1, 1, 2, 0, 0],
      ['G000000002', 1, 1, 2, 2, 0],
      ['G000000003', 2, 2, 4, 0, 0],
      ['G000000004', 1, 1, 2, 0, 0],
      ['G000000005', 0, 0, 0, 2, 1],
    ]);
    const ids = product.stack.eventGrid.events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(eventsOf('G000000005', 'Failed')[0]).toMatchObject({
      data: { error: { code: 'InvoiceDataNeverAppeared' } },
    });
  }, 120_000);
});
