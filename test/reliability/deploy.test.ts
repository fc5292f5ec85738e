import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { OrchestrationContext } from 'durable-functions';
import { activities } from '../../functions/activities/index.ts';
import { pause, type Steps } from '../../functions/orchestrators/orchestrator.ts';
import { type HostJson, readHostJson } from '../../local/host/hostJson.ts';
import type { HubEvent } from '../../local/host/hub/hubEvents.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { type Product, startProduct } from '../support/product.ts';
import { dataFiles, expectExactVersion, landedBelow } from './support/exactness.ts';
import { invoiceId, manyInvoices } from './support/invoices.ts';

const FILES = 4;
const OLD = '1.0';
const NEW = '1.1';

/** host.json of a build with this version. */
function hostJsonOf(version: string): HostJson {
  const hostJson = readHostJson(`${process.cwd()}/functions/index.ts`);
  const { extensions } = hostJson;
  return {
    ...hostJson,
    extensions: { ...extensions, durableTask: { ...extensions?.durableTask, defaultVersion: version } },
  };
}

/** Each step that the new program does not take at once any more, with what runs it. */
const CHANGED = {
  submitExport: 'runExport',
  checkOperation: 'waitForOperation',
  listNames: 'copyRange',
  commitVersion: 'runExport',
  announceRun: 'runExport',
  startScheduled: 'exportLane',
} as const;
type Changed = keyof typeof CHANGED;

describe('a deployment in the middle', () => {
  let product: Product;
  let invoices = 0;
  let id: string;
  let folder: string;
  let request: { kind: string; invoiceId: string };
  /** Which orchestrations took which way: `copyRange 1.1 new`. */
  const ways = new Set<string>();

  beforeAll(async () => {
    product = await startProduct({
      wire: true,
      catalog: manyInvoices(80),
      scenario: { polls: ['running'], data: { files: FILES, unpackedBytes: 1_000, members: 1 } },
    });
    await deploy(OLD);
  });
  afterAll(() => product?.stop());
  beforeEach(() => {
    const invoice = invoiceId(++invoices);
    request = { kind: 'billedUsage', invoiceId: invoice };
    id = `billed-usage-${invoice}-full`;
    folder = `billed-usage/invoice=${invoice}/attributes=full/`;
    ways.clear();
    product.stack.graph.requests.length = 0;
    product.stack.eventGrid.events.length = 0;
    product.logLines.length = 0;
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await product.restartHost(undefined, { hostJson: hostJsonOf(OLD) });
  });

  /** The new program: an additional timer before each of these steps, for runs of which `isNew` says so. */
  function changeProgram(
    isNew: (context: OrchestrationContext) => boolean,
    changed: readonly string[] = Object.keys(CHANGED),
  ): void {
    for (const name of Object.keys(CHANGED).filter((one): one is Changed => changed.includes(one))) {
      const activity: {
        task(context: OrchestrationContext, input: object): ReturnType<typeof activities.listNames.task>;
      } = activities[name];
      const task = activity.task.bind(activity);
      jest.spyOn(activities[name], 'call').mockImplementation(function* (
        context: OrchestrationContext,
        input: object,
      ): Steps<never> {
        const way = isNew(context) ? 'new' : 'old';
        ways.add(`${CHANGED[name]} ${context.df.version} ${way}`);
        if (way === 'new') yield* pause(context, 2_000);
        return (yield task(context, input)) as never;
      });
    }
  }

  /** As docs/operate.md says: the old way for the old version. */
  const byTheRules = () => changeProgram(({ df }) => df.version !== OLD);

  /** Kills the host at the n-th such step, while `work` is going on. */
  async function dieAt({ kind, name, nth }: Point, work: () => Promise<unknown>): Promise<void> {
    let seen = 0;
    let tellDeath = () => {};
    const died = new Promise<void>((resolve) => {
      tellDeath = resolve;
    });
    await product.restartHost((event) => {
      if (event.kind !== kind || event.name !== name || ++seen !== nth) return;
      void product.killHost().then(tellDeath);
      throw new Error('killed');
    });
    const ended = work().catch(() => {});
    await Promise.race([died, ended.then(() => Promise.reject(new Error(`There was no ${nth}. ${kind} ${name}.`)))]);
  }

  interface Point extends Pick<HubEvent, 'kind' | 'name'> {
    nth: number;
  }

  const deploy = (version: string) => product.restartHost(undefined, { hostJson: hostJsonOf(version) });
  const expectExact = () => expectExactVersion(product.container, folder, product.stack.graph.snapshotOf);
  const posts = () => product.stack.graph.requests.filter(({ method }) => method === 'POST').length;
  const expectNoLostDeterminism = () =>
    expect(product.logLines.filter((line) => /non-?determin/i.test(line))).toEqual([]);

  const points: [string, Point][] = [
    ['submitted', { kind: 'activityStored', name: 'submitExport', nth: 1 }],
    ['waiting', { kind: 'turnCommitted', name: 'waitForOperation', nth: 1 }],
    ['asked once', { kind: 'activityStored', name: 'checkOperation', nth: 1 }],
    ['planned', { kind: 'activityStored', name: 'planVersion', nth: 1 }],
    ['about to copy', { kind: 'activityStarted', name: 'listNames', nth: 1 }],
    ['copying', { kind: 'activityStored', name: 'copyFile', nth: 2 }],
    ['copied', { kind: 'activityStored', name: 'copyFile', nth: FILES }],
    ['committing', { kind: 'activityStarted', name: 'commitVersion', nth: 1 }],
    ['committed', { kind: 'activityStored', name: 'commitVersion', nth: 1 }],
    ['announcing', { kind: 'activityStarted', name: 'announceRun', nth: 1 }],
    ['announced', { kind: 'activityFinished', name: 'announceRun', nth: 1 }],
  ];

  test.each(points)('that keeps the rules: a run that is %s goes on as it began', async (_, point) => {
    await dieAt(point, () => product.export(request));
    const before = await landedBelow(product.container, folder);
    const postsBefore = posts();
    byTheRules();
    await deploy(NEW);

    expect(await product.untilEnded(id)).toMatchObject({ status: 'completed', warnings: [] });
    const { landed } = await expectExact();
    expect(posts()).toBe(postsBefore);
    expect(dataFiles(before.keys()).filter((path) => landed.get(path)?.etag !== before.get(path)?.etag)).toEqual([]);
    expect(new Set(product.stack.eventGrid.events.map((event) => event.id)).size).toBe(1);
    expectNoLostDeterminism();
    // Its inner orchestrations, too, whoever started them: not one took the new way.
    expect([...ways].filter((way) => !way.endsWith(`${OLD} old`))).toEqual([]);
  });

  test('that keeps the rules: what begins after it takes the new way in all its parts', async () => {
    byTheRules();
    await deploy(NEW);
    expect(await product.export(request)).toMatchObject({ status: 'completed' });
    await expectExact();
    expect([...ways].sort()).toEqual(['copyRange 1.1 new', 'runExport 1.1 new', 'waitForOperation 1.1 new']);
    expectNoLostDeterminism();
  });

  test.each<[string, Point]>([
    ['begun', { kind: 'activityStored', name: 'startScheduled', nth: 2 }],
    ['come half way', { kind: 'activityStored', name: 'announceRun', nth: 3 }],
  ])('that keeps the rules: a backfill that has %s goes on, and no export of it is lost', async (_, point) => {
    const numbers = Array.from({ length: 6 }, (_number, index) => invoiceId(invoices + index));
    invoices += numbers.length;
    let backfill = '';
    await dieAt(point, async () => {
      const { body } = await product.call('POST', 'api/backfills', { invoiceIds: numbers, kinds: ['billedUsage'] });
      ({ id: backfill } = body as { id: string });
      await product.clock.advance(3_600_000);
    });
    byTheRules();
    await deploy(NEW);
    await product.clock.advance(3_600_000);

    const { body } = await product.call('GET', `api/backfills/${backfill}`);
    expect(body).toMatchObject({ status: 'completed' });
    for (const number of numbers) {
      const exportFolder = `billed-usage/invoice=${number}/attributes=full/`;
      await expectExactVersion(product.container, exportFolder, product.stack.graph.snapshotOf);
    }
    // A POST that was under way at the death is made again.
    expect(posts() - numbers.length).toBeLessThanOrEqual(1);
    expectNoLostDeterminism();
    expect([...ways]).toContain(`exportLane ${OLD} old`);
    expect([...ways].filter((way) => way.startsWith('exportLane') && way.endsWith('new'))).toEqual([]);
  });

  /** Steps that a build changes without raising the version, and a run that is in the middle of them or behind. */
  const broken: [string, Changed, Point][] = [
    ['its first step', 'submitExport', { kind: 'turnCommitted', name: 'waitForOperation', nth: 1 }],
    ['its waiting', 'checkOperation', { kind: 'activityStored', name: 'checkOperation', nth: 1 }],
    ['its copying', 'listNames', { kind: 'activityStored', name: 'copyFile', nth: 2 }],
    ['its commit', 'commitVersion', { kind: 'activityStored', name: 'commitVersion', nth: 1 }],
    ['its announcement', 'announceRun', { kind: 'activityFinished', name: 'announceRun', nth: 1 }],
  ];

  test.each(broken)(
    'that breaks the rules in %s ends runs in flight, spoils nothing, and they can be started again',
    async (_, step, point) => {
      await dieAt(point, () => product.export(request));
      const before = await landedBelow(product.container, folder);
      changeProgram(() => true, [step]);
      await deploy(OLD);

      const ended: ExportBody = await product.untilEnded(id);
      expect(ended).toMatchObject({ status: 'failed', error: { code: 'InternalError' } });
      const after = await landedBelow(product.container, folder);
      for (const [path, { etag }] of before) expect([path, after.get(path)?.etag]).toEqual([path, etag]);
      const isCommitted = [...before.keys()].some((path) => path.endsWith('/_manifest.json'));
      if (!isCommitted)
        expect([...after.keys()].filter((path) => path.endsWith('.json') && /\/_[^/]*$/.test(path))).toEqual([]);

      expect((await product.export(request)).status).toMatch(isCommitted ? /completed|unchanged/ : /completed/);
      const { landed } = await expectExact();
      expect(dataFiles(before.keys()).filter((path) => landed.get(path)?.etag !== before.get(path)?.etag)).toEqual([]);
      expect(await product.export(request)).toMatchObject({ status: 'unchanged' });
    },
  );

  test('back to an older build: a newer run waits, can be joined, and goes on with the newer build', async () => {
    byTheRules();
    await deploy(NEW);
    await dieAt({ kind: 'activityStored', name: 'copyFile', nth: 2 }, () => product.export(request));
    const before = await landedBelow(product.container, folder);
    jest.restoreAllMocks();
    await deploy(OLD);
    await product.clock.advance(3_600_000);

    const joined = await product.call('POST', 'api/exports', request);
    expect(joined).toMatchObject({ status: 202, body: { status: 'running', phase: 'copying' } });
    expect((await product.call('POST', `api/exports/${id}/cancel`)).body).toMatchObject({ status: 'running' });
    const manifests = [...(await landedBelow(product.container, folder)).keys()].filter((path) =>
      /_manifest/.test(path),
    );
    expect(manifests).toEqual([]);
    // Other exports are not held up.
    const other = invoiceId(++invoices);
    expect(await product.export({ ...request, invoiceId: other })).toMatchObject({ status: 'completed' });

    byTheRules();
    await deploy(NEW);
    const ended = await product.untilEnded(id);
    // The cancel that the older build could only pass on takes effect now.
    expect(ended.status).toBe('cancelled');
    expect(await product.export(request)).toMatchObject({ status: 'completed' });
    const { landed } = await expectExact();
    expect(dataFiles(before.keys()).filter((path) => landed.get(path)?.etag !== before.get(path)?.etag)).toEqual([]);
    expectNoLostDeterminism();
  });
});
