import { expect } from '@jest/globals';
import type { HubEvent } from '../../../local/host/hub/hubEvents.ts';
import type { ExportBody } from '../../../shared/api/exportBody.ts';
import { type Product, startProduct } from '../../support/product.ts';
import { dataFiles, expectExactVersion, type Landed, landedBelow, wipe } from './exactness.ts';

export const FILES = 12;
export const REQUEST = { kind: 'billedUsage', invoiceId: 'G000000001' };
const ID = 'billed-usage-G000000001-full';
export const FOLDER = 'billed-usage/invoice=G000000001/attributes=full/';

/**
 * The ordinary run dies at the first and every eighth occurrence of each point; with `RELIABILITY=all` at every one.
 */
const EVERY = process.env.RELIABILITY === 'all' ? 1 : 8;

/** A moment of a run: the n-th time, from 1, that this happens. */
export interface Point {
  what: string;
  nth: number;
}

/** The points of a run, told by what happens and how often it happened before. */
export function numbered(happenings: readonly string[]): Point[] {
  const counts = new Map<string, number>();
  return happenings.map((what) => {
    const nth = (counts.get(what) ?? 0) + 1;
    counts.set(what, nth);
    return { what, nth };
  });
}

export function sampled<T extends Point>(points: readonly T[]): T[] {
  return points.filter(({ nth }) => nth === 1 || nth % EVERY === 0);
}

/** What was seen of a run whose process died, before the next process began. */
export interface Death {
  isReached: boolean;
  operationIsKept: boolean;
  postsBefore: number;
  landed: Map<string, Landed>;
}

/** An export whose process dies, and what must hold once the next process has gone on. */
export interface Deaths {
  product: Product;
  /** Nothing has ever been exported, as far as landing, services and program know; a new process begins. */
  forgetAll(onEvent?: (event: HubEvent) => void): Promise<void>;
  /** Runs the export up to its death. `watch` is told of every durable event and is given what kills the process. */
  dieWhen(watch: (kill: () => void) => (event: HubEvent) => void): Promise<Death>;
  /** Goes on in the next process and looks at everything that must be as if nothing had happened. */
  expectRecovery(point: object, death: Death): Promise<void>;
}

export async function startDeaths(): Promise<Deaths> {
  const product = await startProduct({
    wire: true,
    scenario: {
      polls: ['running'],
      resourceLocation: 'navigationLink',
      data: { files: FILES, unpackedBytes: { from: 0, to: 4_000 }, members: 1 },
    },
  });
  const { graph, eventGrid } = product.stack;
  const posts = () => graph.requests.filter(({ method }) => method === 'POST').length;

  async function forgetAll(onEvent: (event: HubEvent) => void = () => {}): Promise<void> {
    await product.killHost();
    await wipe(product.container, FOLDER);
    graph.requests.length = 0;
    eventGrid.events.length = 0;
    await product.restartHost(onEvent, { forget: true });
  }

  /** As a client would: whoever got no answer to a start asks again. */
  async function goOn(): Promise<ExportBody> {
    await product.restartHost();
    const { status } = await product.call('GET', `api/exports/${ID}`);
    if (status === 404) await product.call('POST', 'api/exports', REQUEST);
    return product.untilEnded(ID);
  }

  return {
    product,
    forgetAll,

    async dieWhen(watch) {
      const death: Death = { isReached: false, operationIsKept: false, postsBefore: 0, landed: new Map() };
      let tellDeath = () => {};
      const died = new Promise<void>((resolve) => {
        tellDeath = resolve;
      });
      const onEvent = watch(() => {
        death.isReached = true;
        void product.killHost().then(tellDeath);
      });
      await forgetAll((event) => {
        if (event.kind === 'activityStored' && event.name === 'submitExport') death.operationIsKept = true;
        onEvent(event);
      });
      const run = product
        .call('POST', 'api/exports', REQUEST)
        .then(() => product.untilEnded(ID))
        .catch((error) => {
          if (!death.isReached) throw error;
        });
      await Promise.race([run, died]);
      if (death.isReached) await died;
      death.landed = await landedBelow(product.container, FOLDER);
      death.postsBefore = posts();
      return death;
    },

    async expectRecovery(point, death) {
      const { status, warnings } = await goOn();
      expect({ ...point, status, warnings }).toEqual({ ...point, status: 'completed', warnings: [] });

      const { landed, manifestPath } = await expectExactVersion(product.container, FOLDER, graph.snapshotOf);
      const copiedAgain = dataFiles(death.landed.keys()).filter(
        (path) => landed.get(path)?.etag !== death.landed.get(path)?.etag,
      );
      const committed = death.landed.get(manifestPath);
      const { events } = eventGrid;
      expect({
        ...point,
        copiedAgain,
        postsAfterwards: death.operationIsKept ? posts() - death.postsBefore : 0,
        postsAreFew: posts() >= 1 && posts() <= 2,
        eventIds: new Set(events.map(({ id }) => id)).size,
        eventsAreFew: events.length >= 1 && events.length <= 2,
        committedBy: committed?.metadata.event === 'delivered' ? committed.etag : undefined,
      }).toEqual({
        ...point,
        copiedAgain: [],
        postsAfterwards: 0,
        postsAreFew: true,
        eventIds: 1,
        eventsAreFew: true,
        committedBy: committed?.metadata.event === 'delivered' ? landed.get(manifestPath)?.etag : undefined,
      });
    },
  };
}
