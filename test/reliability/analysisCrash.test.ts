import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HubEvent } from '../../local/host/hub/hubEvents.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { type Product, startProduct } from '../support/product.ts';

const STEPS = [
  'startAnalysis',
  'takeTurn',
  'planAnalysis',
  'analyseBundle',
  'finishVersion',
  'commitTable',
  'announceAnalysis',
  'endAnalysis',
  'checkAnalysis',
];

/** Before a step, and when all that it does is done and nobody knows of it. */
const MOMENTS = ['activityStarted', 'activityFinished'] as const;

describe('the process dies during an analysis: the table has each line once, and everybody is told', () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({
      settings: { ANALYSIS: 'on' },
      scenario: { data: { files: 2, unpackedBytes: 8_000, members: 1 } },
    });
  });
  afterAll(() => product?.stop());

  /** Rows of each invoice that the table shows, from its log alone. */
  async function rowsByInvoice(): Promise<Map<string, number>> {
    const files = new Map<string, { invoice: string; rows: number }>();
    for await (const { name } of product.container.listBlobsFlat({ prefix: 'tables/billed_usage/_delta_log/' })) {
      if (!name.endsWith('.json')) continue;
      const text = (await product.container.getBlobClient(name).downloadToBuffer()).toString();
      for (const line of text.split('\n').filter(Boolean)) {
        const { add, remove } = JSON.parse(line);
        if (remove) files.delete(remove.path);
        if (add)
          files.set(add.path, { invoice: add.partitionValues.LandingInvoice, rows: JSON.parse(add.stats).numRecords });
      }
    }
    const rows = new Map<string, number>();
    for (const { invoice, rows: more } of files.values()) rows.set(invoice, (rows.get(invoice) ?? 0) + more);
    return rows;
  }

  const points = STEPS.flatMap((name) => MOMENTS.map((kind) => ({ name, kind })));

  test.each(points)('$kind $name', async ({ name, kind }) => {
    const index = points.findIndex((point) => point.name === name && point.kind === kind) + 1;
    const invoiceId = `G${String(index).padStart(9, '0')}`;
    const id = `billed-usage-${invoiceId}-full`;
    let isReached = false;
    let tellDeath = () => {};
    const died = new Promise<void>((resolve) => {
      tellDeath = resolve;
    });
    await product.restartHost((event: HubEvent) => {
      if (isReached || event.name !== name || event.kind !== kind) return;
      isReached = true;
      void product.killHost().then(tellDeath);
      throw new Error('killed');
    });
    product.stack.eventGrid.events.length = 0;
    await product.call('POST', 'api/exports', { kind: 'billedUsage', invoiceId });
    await Promise.race([died, product.untilEnded(id).catch(() => died)]);
    expect(isReached).toBe(true);

    await product.restartHost();
    const body: ExportBody = await product.untilEnded(id);
    expect(body).toMatchObject({ status: 'completed', warnings: [], analysis: { state: 'done' } });
    expect((await rowsByInvoice()).get(invoiceId)).toBe(body.result?.lines);
    const events = product.stack.eventGrid.events.filter(({ subject }) => subject === id);
    const told = new Map(events.map((event) => [event.type, event.id]));
    expect([...told.keys()]).toEqual(['PartnerBillingExport.Completed', 'PartnerBillingExport.Analysed']);
    expect(new Set(events.map((event) => event.id)).size).toBe(2);
  });
});
