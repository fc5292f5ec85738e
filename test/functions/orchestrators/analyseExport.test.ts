import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AnalysisEnd, AnalysisWork, VersionEnd } from '../../../shared/analysis/analysisRun.ts';
import type { Outcome } from '../../../shared/export/run.ts';
import type { PlanInput } from '../../../shared/steps/analysis/planAnalysis.ts';
import { answersOfRun, callsOf, runOf } from '../../support/answeredRun.ts';
import { type Orchestrations, startOrchestrations } from '../../support/orchestrations.ts';

const EXPORT = 'billed-usage-G000000001-full';
const ID = `analysis-${EXPORT}`;
const RUN = { exportId: EXPORT, runId: 'analysis', again: false };

let bed: Orchestrations;
beforeAll(async () => {
  bed = await startOrchestrations();
});
afterAll(() => bed?.stop());

function workOn(version: string, change: Partial<AnalysisWork> = {}): AnalysisWork {
  return {
    version,
    manifest: `${version}/_manifest.json`,
    bundles: 2,
    next: 0,
    figuresOnly: false,
    table: true,
    ...change,
  };
}

const done = (version: string): VersionEnd => ({ version, state: 'done', warnings: [] });

/** The answers of an analysis of these versions, one after the other, that goes well. */
function answersOf(...works: AnalysisWork[]): Orchestrations['answers'] {
  return {
    takeTurn: () => ({ admitted: true }),
    planAnalysis: ({ ended, compared }: PlanInput) => {
      const behind = works.findIndex(({ version }) => version === (ended?.version ?? compared));
      const work = works[behind + 1];
      return work ? { work } : {};
    },
    analyseBundle: () => ({ rows: 1 }),
    gatherBundles: () => ({}),
    finishVersion: ({ work }: { work: AnalysisWork }) => ({ end: done(work.version) }),
    commitTable: ({ end }: { end: VersionEnd }) => ({ end }),
    announceAnalysis: () => ({ delivered: true }),
    endAnalysis: () => ({}),
    proveExport: () => ({}),
    announceProof: () => ({ delivered: true }),
  };
}

/** Steps of the analysis in order, without repeats behind each other. */
const steps = () => {
  const names = bed.calls.map(({ name }) => name).filter((name) => name in answersOf());
  return names.filter((name, index) => name !== names[index - 1]);
};

let runs = 0;
let id = ID;
const analyse = async () => {
  const { output } = await bed.run('analyseExport', id, RUN, 48);
  return output as AnalysisEnd;
};

beforeEach(() => {
  bed.calls.length = 0;
  id = `${ID}~${++runs}`;
});

describe('an analysis', () => {
  test('reads its bundles, then makes figures and table, and tells', async () => {
    bed.answers = answersOf(workOn('v1'));
    expect(await analyse()).toEqual({ ended: done('v1') });
    expect(callsOf(bed, 'analyseBundle')).toBe(2);
    expect(steps().slice(0, 5)).toEqual(['takeTurn', 'planAnalysis', 'analyseBundle', 'finishVersion', 'commitTable']);
    expect(steps().slice(-2)).toEqual(['endAnalysis', 'announceAnalysis']);
  });

  test('of many bundles goes on in fresh histories, each of at most 200', async () => {
    bed.answers = answersOf(workOn('v1', { bundles: 450 }));
    expect(await analyse()).toEqual({ ended: done('v1') });
    const bundles = bed.calls
      .filter(({ name }) => name === 'analyseBundle')
      .map(({ input }) => (input as { bundle: number }).bundle);
    expect(bundles.sort((a, b) => a - b)).toEqual(Array.from({ length: 450 }, (_, index) => index));
    const gathered = bed.calls
      .filter(({ name }) => name === 'gatherBundles')
      .map(({ input }) => (input as { first: number }).first);
    expect(gathered).toEqual([0, 200, 400]);
    expect(callsOf(bed, 'takeTurn')).toBe(1);
  });

  test('makes figures of the version before first, and no table of it', async () => {
    bed.answers = answersOf(workOn('v1', { figuresOnly: true, table: false }), workOn('v2'));
    expect(await analyse()).toEqual({ ended: done('v2') });
    expect(callsOf(bed, 'finishVersion')).toBe(2);
    expect(callsOf(bed, 'commitTable')).toBe(1);
  });

  test('does without a comparison where the version before cannot be read', async () => {
    bed.answers = {
      ...answersOf(workOn('v1', { figuresOnly: true, table: false }), workOn('v2')),
      analyseBundle: ({ work }: { work: AnalysisWork }) =>
        work.version === 'v1'
          ? { stop: 'failed', failure: { code: 'LandingUnavailable', message: 'gone' } }
          : { rows: 1 },
    };
    expect(await analyse()).toEqual({ ended: done('v2') });
  });

  test('looks again when it has ended, and goes on with what is newest then', async () => {
    bed.answers = answersOf(workOn('v1'), workOn('v2'));
    expect(await analyse()).toEqual({ ended: done('v2') });
    expect(callsOf(bed, 'commitTable')).toBe(2);
  });

  test('leaves the table alone when something keeps the version out of it', async () => {
    const end: VersionEnd = { version: 'v1', state: 'failed', warnings: [{ code: 'TableInexact', message: 'x' }] };
    bed.answers = { ...answersOf(workOn('v1')), finishVersion: () => ({ end }) };
    expect(await analyse()).toEqual({ ended: end });
    expect(callsOf(bed, 'commitTable')).toBe(0);
  });

  test('waits for its place, in pauses that grow', async () => {
    let looks = 0;
    bed.answers = { ...answersOf(workOn('v1')), takeTurn: () => ({ admitted: ++looks > 70 }) };
    expect(await analyse()).toEqual({ ended: done('v1') });
    expect(callsOf(bed, 'takeTurn')).toBe(71);
  });

  test.each([
    ['a bundle that cannot be read', 'analyseBundle'],
    ['figures that cannot be written', 'finishVersion'],
    ['a table that cannot be written', 'commitTable'],
  ])('ends with %s as AnalysisFailed, and says so', async (_, step) => {
    const failure = { code: 'LandingUnavailable', message: 'no answer' };
    bed.answers = { ...answersOf(workOn('v1')), [step]: () => ({ stop: 'failed', failure }) };
    const warning = { code: 'AnalysisFailed', message: 'LandingUnavailable: no answer' };
    expect(await analyse()).toEqual({
      ended: { version: 'v1', state: 'failed', warnings: [warning] },
      failure: warning,
    });
    expect(steps().slice(-2)).toEqual(['endAnalysis', 'announceAnalysis']);
  });

  test('whose step crashes again and again ends as AnalysisFailed', async () => {
    bed.answers = {
      ...answersOf(workOn('v1')),
      finishVersion: () => {
        throw new Error('a bug');
      },
    };
    expect(await analyse()).toMatchObject({
      failure: { code: 'AnalysisFailed', message: expect.stringContaining('a bug') },
    });
    expect(callsOf(bed, 'endAnalysis')).toBe(1);
  });

  test('tells again and again for about four minutes where the topic does not answer, and has ended well all the same', async () => {
    bed.answers = { ...answersOf(workOn('v1')), announceAnalysis: () => ({ delivered: false, problem: 'down' }) };
    expect(await analyse()).toEqual({ ended: done('v1') });
    expect(callsOf(bed, 'announceAnalysis')).toBe(9);
  });
});

describe('a run', () => {
  const attended = (look: string, more: object = {}) => ({ look, runId: 'analysis', warnings: [], ...more });
  const run = async (answers: Orchestrations['answers']) => {
    bed.answers = { ...answersOfRun(1), ...answersOf(), ...answers };
    const exportId = `billed-usage-G${String(runs).padStart(9, '0')}-full`;
    const { output } = await bed.run('runExport', exportId, runOf(exportId), 4);
    return output as Outcome;
  };

  test('watches its analysis to the end', async () => {
    let looks = 0;
    const outcome = await run({
      startAnalysis: () => attended('queued'),
      checkAnalysis: () => attended(++looks < 3 ? 'running' : 'done'),
    });
    expect(outcome).toMatchObject({ status: 'completed', analysis: 'done', warnings: [] });
    expect(callsOf(bed, 'checkAnalysis')).toBe(3);
  });

  test('ends after an hour without it', async () => {
    const outcome = await run({ startAnalysis: () => attended('queued'), checkAnalysis: () => attended('running') });
    expect(outcome).toMatchObject({
      status: 'completed',
      analysis: 'running',
      warnings: [{ code: 'AnalysisUnfinished' }],
    });
    const [first, last] = [bed.calls.find(({ name }) => name === 'startAnalysis'), bed.calls.at(-1)];
    const watchedMs = (last?.atMs ?? 0) - (first?.atMs ?? 0);
    expect(watchedMs).toBeLessThanOrEqual(3_600_000);
    expect(watchedMs).toBeGreaterThan(3_300_000);
  });

  test.each([
    ['cancelled', { code: 'AnalysisCancelled' }, []],
    ['failed', { code: 'TableForeign' }, [{ code: 'TableForeign', message: 'x' }]],
  ])('takes an analysis that is %s as a warning', async (look, warning, warnings) => {
    const outcome = await run({
      startAnalysis: () => attended('queued'),
      checkAnalysis: () => attended(look, { warnings }),
    });
    expect(outcome).toMatchObject({ status: 'completed', analysis: look, warnings: [warning] });
  });

  test('has one started anew that ended a moment too early', async () => {
    let looks = 0;
    const outcome = await run({
      startAnalysis: () => attended('queued'),
      checkAnalysis: () => (++looks === 1 ? attended('done', { again: true }) : attended('done')),
    });
    expect(outcome).toMatchObject({ status: 'completed', analysis: 'done' });
    expect(callsOf(bed, 'startAnalysis')).toBe(2);
  });

  test('has nothing to watch where analyses are off, or complete', async () => {
    expect(await run({ startAnalysis: () => ({ look: 'off', warnings: [] }) })).toMatchObject({ analysis: 'off' });
    expect(callsOf(bed, 'checkAnalysis')).toBe(0);
  });

  test('stays what it is when the step that looks crashes', async () => {
    const outcome = await run({
      startAnalysis: () => {
        throw new Error('a bug');
      },
    });
    expect(outcome).toMatchObject({ status: 'completed', warnings: [{ code: 'AnalysisFailed' }] });
  });
});

describe('analyses of many exports', () => {
  test('go on until all of them have ended', async () => {
    bed.answers = {
      tendAnalyses: ({ run }: { run: { next: number } }) => {
        const next = Math.min(run.next + 1, 25);
        return { next, active: run.next < 25 ? [{ exportId: 'e', runId: 'r' }] : [], exportsDone: run.next };
      },
    };
    const input = { id, startedAt: '', exportsTotal: 25, next: 0, active: [] };
    expect((await bed.run('runAnalyses', id, input)).output).toEqual({ exportsDone: 25, exportsTotal: 25 });
  });
});
