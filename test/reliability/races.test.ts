import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { eventId } from '../../shared/report/runEvent.ts';
import { type Product, startProduct } from '../support/product.ts';
import type { StorageCall } from '../support/wire.ts';
import { dataFiles, expectExactVersion, landedBelow, readBlob } from './support/exactness.ts';
import { invoiceId, manyInvoices } from './support/invoices.ts';

const FILES = 6;
const data = { files: FILES, unpackedBytes: 2_000, members: 1 };

describe('races', () => {
  let product: Product;
  let invoices = 0;
  let request: { kind: string; invoiceId: string };
  let id: string;
  let folder: string;

  beforeAll(async () => {
    product = await startProduct({ wire: true, catalog: manyInvoices(50), scenario: { polls: [], data } });
  });
  afterAll(() => product?.stop());
  beforeEach(() => {
    const invoice = invoiceId(++invoices);
    request = { kind: 'billedUsage', invoiceId: invoice };
    id = `billed-usage-${invoice}-full`;
    folder = `billed-usage/invoice=${invoice}/attributes=full/`;
    product.wire.storageFault = undefined;
    product.stack.graph.requests.length = 0;
    product.stack.eventGrid.events.length = 0;
  });

  const posts = () => product.stack.graph.requests.filter(({ method }) => method === 'POST').length;
  const start = (body: object = request) => product.call('POST', 'api/exports', body);
  const expectExact = () => expectExactVersion(product.container, folder, product.stack.graph.snapshotOf);

  describe('cancel and start again at once', () => {
    test.each([1, 2, 3, 5])('when %i files have begun to be written', async (begun) => {
      // Prepare: writes take a while, and each tells of which run it is.
      const writers: string[] = [];
      let tellBegun = () => {};
      const enough = new Promise<void>((resolve) => {
        tellBegun = resolve;
      });
      product.wire.storageFault = async ({ call, incoming }) => {
        if (call !== 'putFile') return false;
        writers.push(String(incoming.headers['x-ms-meta-run']));
        if (writers.length === begun) tellBegun();
        await sleep(60 * writers.length);
        return false;
      };

      // Act
      const first = start().then(() => product.clock.advance(10_000));
      await enough;
      const cancelled = await product.call('POST', `api/exports/${id}/cancel`);
      const wholeAtCancel = await landedBelow(product.container, folder);
      const second = await start();
      await first;
      const body = await product.untilEnded(id);

      // Assess
      expect(cancelled).toMatchObject({ status: 202, body: { status: 'cancelled' } });
      expect(second).toMatchObject({ status: 202, body: { id } });
      expect(body).toMatchObject({ status: 'completed', warnings: [] });
      const { landed, manifest } = await expectExact();
      const [oldRun] = writers;
      const newRun = manifest.run.id;
      expect(newRun).not.toBe(oldRun);
      expect(
        [...wholeAtCancel.keys()].filter((path) => landed.get(path)?.etag !== wholeAtCancel.get(path)?.etag),
      ).toEqual([]);
      expect(writers.slice(writers.indexOf(newRun) === -1 ? writers.length : writers.indexOf(newRun))).not.toContain(
        oldRun,
      );
      expect(posts()).toBe(2);
      expect(product.stack.eventGrid.events).toHaveLength(1);
    });
  });

  test('a write that was held up on its way changes nothing in the version that another run has committed since', async () => {
    let tellHeld = (_carryOut: () => Promise<void>) => {};
    const held = new Promise<() => Promise<void>>((resolve) => {
      tellHeld = resolve;
    });
    let isFirst = true;
    product.wire.storageFault = async ({ call, hold }) => {
      if (call !== 'putFile' || !isFirst) return false;
      isFirst = false;
      tellHeld(await hold());
      return true;
    };
    const first = start().then(() => product.clock.advance(10_000));
    const carryOut = await held;
    await product.call('POST', `api/exports/${id}/cancel`);
    await start();
    await product.untilEnded(id);
    const committed = await landedBelow(product.container, folder);

    await carryOut();
    await first;
    expect((await expectExact()).landed).toEqual(committed);
  });

  test('a cancel while the commit is being written comes too late, and says so', async () => {
    let answer: { status: number; body: unknown } | undefined;
    product.wire.storageFault = async ({ call }) => {
      if (call === 'putManifest') answer = await product.call('POST', `api/exports/${id}/cancel`);
      return false;
    };
    expect(await product.export(request)).toMatchObject({ status: 'completed' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'ExportCommitting' } });
    await expectExact();
  });

  describe('force', () => {
    const forced = () => ({ ...request, force: true });

    test('beside a run that is not forced is refused, and that run is not disturbed', async () => {
      let answer: { status: number; body: unknown } | undefined;
      product.wire.storageFault = async ({ call }) => {
        if (call === 'putFile' && !answer) answer = await start(forced());
        return false;
      };
      expect(await product.export(request)).toMatchObject({ status: 'completed' });
      expect(answer).toMatchObject({ status: 409, body: { code: 'ExportRunning' } });
      expect(posts()).toBe(1);
      await expectExact();
    });

    test('twice at once is one run, and a start beside it joins it', async () => {
      await product.export(request);
      const before = await landedBelow(product.container, folder);
      product.stack.graph.requests.length = 0;
      const answers = await Promise.all([start(forced()), start(forced())]);
      const joined = await start();
      const body = await product.untilEnded(id);

      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
      expect(joined).toMatchObject({ status: 202, body: { request: { force: true } } });
      expect(body).toMatchObject({ status: 'completed', request: { force: true } });
      expect(posts()).toBe(1);
      const { landed } = await expectExact();
      const kept = dataFiles(before.keys()).filter((path) => landed.get(path)?.etag === before.get(path)?.etag);
      expect(kept).toEqual([]);
    });
  });

  describe('death', () => {
    /** Lets the process die when it is about to make this call; the call itself is lost. */
    async function dieAt(call: StorageCall): Promise<void> {
      let tellDeath = () => {};
      const died = new Promise<void>((resolve) => {
        tellDeath = resolve;
      });
      product.wire.storageFault = ({ call: made, response }) => {
        if (made !== call) return false;
        product.wire.storageFault = undefined;
        response.destroy();
        void product.killHost().then(tellDeath);
        return true;
      };
      const run = product.export(request).catch(() => {});
      await Promise.race([died, run]);
      await died;
    }

    const endings = [
      ['its history is there', () => product.restartHost().then(() => product.untilEnded(id))],
      [
        'its history is lost',
        () => product.restartHost(undefined, { forget: true }).then(() => product.export(request)),
      ],
    ] as const;
    const places = [
      ['before the commit', 'putManifest', false, 1],
      ['between the commit and _latest.json', 'putLatest', true, 1],
      ['between the event and the note that it was delivered', 'setMetadata', true, 2],
    ] as const;
    const cases = places.flatMap((place) => endings.map(([what, goOn]) => ({ where: place[0], what, place, goOn })));

    test.each(cases)('$where, and $what', async ({ place: [, call, isCommitted, deliveries], goOn }) => {
      await dieAt(call);
      const before = await landedBelow(product.container, folder);
      const manifestPath = [...before.keys()].find((path) => path.endsWith('/_manifest.json'));
      expect(manifestPath !== undefined).toBe(isCommitted);
      const committed = manifestPath ? await readBlob(product.container, manifestPath) : undefined;

      const body: ExportBody = await goOn();

      expect(body).toMatchObject({ status: 'completed', warnings: [] });
      const exact = await expectExact();
      if (committed) expect(await readBlob(product.container, exact.manifestPath)).toEqual(committed);
      const copiedAgain = dataFiles(before.keys()).filter(
        (path) => exact.landed.get(path)?.etag !== before.get(path)?.etag,
      );
      expect(copiedAgain).toEqual([]);
      const { events } = product.stack.eventGrid;
      const wanted = eventId(id, body.result?.version ?? '', exact.manifest.run.id);
      expect(events.map((event) => event.id)).toEqual(Array.from({ length: deliveries }, () => wanted));
      expect(exact.landed.get(exact.manifestPath)?.metadata).toMatchObject({ event: 'delivered' });
      // Now there is nothing left to mend.
      expect(await product.export(request)).toMatchObject({ status: 'unchanged' });
      expect(events).toHaveLength(deliveries);
    });

    test('between _latest.json and the event, and its history is lost', async () => {
      let tellDeath = () => {};
      const died = new Promise<void>((resolve) => {
        tellDeath = resolve;
      });
      await product.restartHost(({ kind, name }) => {
        if (kind !== 'activityStarted' || name !== 'announceRun') return;
        void product.killHost().then(tellDeath);
        throw new Error('killed');
      });
      const run = product.export(request).catch(() => {});
      await Promise.race([died, run]);
      await died;
      expect([...(await landedBelow(product.container, folder)).keys()]).toContain(`${folder}_latest.json`);
      expect(product.stack.eventGrid.events).toHaveLength(0);

      await product.restartHost(undefined, { forget: true });
      const body = await product.export(request);
      expect(body).toMatchObject({ status: 'completed', warnings: [] });
      const { manifest } = await expectExact();
      const ids = product.stack.eventGrid.events.map((event) => event.id);
      expect(ids).toEqual([eventId(id, body.result?.version ?? '', manifest.run.id)]);
    });
  });
});
