import { describe, expect, test } from '@jest/globals';
import {
  ANALYSIS_ORCHESTRATOR,
  type AnalysisEnd,
  analysisInstanceId,
} from '../../../../shared/analysis/analysisRun.ts';
import type { RuntimeStatus } from '../../../../shared/durable/instances.ts';
import type { ExportSubject } from '../../../../shared/export/request.ts';
import { checkAnalysis, startAnalysis } from '../../../../shared/steps/analysis/attendAnalysis.ts';
import { type AnalysisBed, analysisBed } from '../../../support/analysisBed.ts';
import { instanceOf } from '../../../support/fakeInstances.ts';

const SUBJECT: ExportSubject = { kind: 'billedUsage', invoiceId: 'G000000001', attributeSet: 'full' };
const EXPORT = 'billed-usage-G000000001-full';
const ID = analysisInstanceId(EXPORT);
const run = { exportId: EXPORT, runId: 'run-of-the-export' };
const line = (amount: string) => `{"CustomerId":"c","BillingPreTaxTotal":${amount}}\n`;
const landed = (bed: AnalysisBed, day: number, amount = '1') =>
  bed.land(SUBJECT, { createdDateTime: `2026-11-0${day}T05:30:00Z`, files: { 'f.json': line(amount) } });

const started = (bed: AnalysisBed) => bed.instances.byId.get(ID)?.runtimeStatus === 'Pending';

describe('a run that has made a version visible', () => {
  test('starts its analysis, and joins one that goes on', async () => {
    const bed = analysisBed();
    await landed(bed, 1);
    const first = await startAnalysis(bed, { run, changed: true });
    expect(first).toEqual({ look: 'queued', runId: expect.any(String), warnings: [] });
    expect(bed.instances.byId.get(ID)).toMatchObject({
      orchestrator: ANALYSIS_ORCHESTRATOR,
      input: { exportId: EXPORT },
    });
    expect(await startAnalysis(bed, { run, changed: true })).toEqual(first);
  });

  test.each([
    ['is off', { on: false }, true, 'off'],
    ['is on', { on: true }, true, 'queued'],
  ] as const)('where analysis %s', async (_, wanted, changed, look) => {
    const bed = analysisBed(wanted);
    await landed(bed, 1);
    expect(await startAnalysis(bed, { run, changed })).toMatchObject({ look });
  });

  test('finds nothing to do where all of it stands', async () => {
    const bed = analysisBed({}, { withTopic: false });
    await landed(bed, 1);
    await bed.analyse(SUBJECT);
    expect(await startAnalysis(bed, { run, changed: false })).toEqual({ look: 'done', warnings: [] });
    expect(started(bed)).toBe(false);
  });

  test('has what nobody was told of told', async () => {
    const bed = analysisBed();
    await landed(bed, 1);
    await bed.analyse(SUBJECT);
    expect(await startAnalysis(bed, { run, changed: true })).toMatchObject({ look: 'queued' });
  });

  test('does not try again what cannot pass, until the program is another one', async () => {
    const bed = analysisBed({}, { withTopic: false });
    const version = await landed(bed, 1, '"x"');
    await bed.analyse(SUBJECT);
    bed.clock.pass(3 * 24 * 3_600_000);
    const again = await startAnalysis(bed, { run, changed: false });
    expect(again).toMatchObject({ look: 'failed', warnings: [{ code: 'TableInexact' }] });
    expect(started(bed)).toBe(false);

    const figures = await bed.figures(SUBJECT, version);
    const path = `p/analysis/billed-usage/invoice=G000000001/attributes=full/version=${version}/_figures.json`;
    const older = { ...figures, run: { ...figures.run, producer: 'partner-billing-export/0.9.0' } };
    await bed.blobs.put(path, Buffer.from(JSON.stringify(older)), { always: true });
    expect(await startAnalysis(bed, { run, changed: false })).toMatchObject({ look: 'queued' });
  });

  test('tries again what can pass, once a day', async () => {
    const bed = analysisBed();
    await landed(bed, 1);
    const failure = { code: 'AnalysisFailed' as const, message: 'no answer' };
    bed.instances.byId.set(
      ID,
      instanceOf({ id: ID, runtimeStatus: 'Completed', output: { failure }, updatedAt: bed.clock.now() }),
    );
    expect(await startAnalysis(bed, { run, changed: false })).toMatchObject({ look: 'failed' });
    // A version that is new has its own try.
    expect(started(bed)).toBe(false);
    bed.clock.pass(24 * 3_600_000);
    expect(await startAnalysis(bed, { run, changed: false })).toMatchObject({ look: 'queued' });
  });

  test('makes figures at once that somebody has deleted since, and a table that is asked for since', async () => {
    const bed = analysisBed({ tables: false }, { withTopic: false });
    const version = await landed(bed, 1);
    await bed.analyse(SUBJECT);
    const output: AnalysisEnd = { ended: { version, state: 'done', warnings: [] } };
    const ended = instanceOf({ id: ID, runtimeStatus: 'Completed', output, updatedAt: bed.clock.now() });
    bed.instances.byId.set(ID, ended);
    expect(await startAnalysis(bed, { run, changed: false })).toMatchObject({ look: 'done' });
    bed.services.analysis.tables = true;
    expect(await startAnalysis(bed, { run, changed: false })).toMatchObject({ look: 'queued' });

    bed.services.analysis.tables = false;
    bed.instances.byId.set(ID, ended);
    await bed.blobs.remove(
      `p/analysis/billed-usage/invoice=G000000001/attributes=full/version=${version}/_figures.json`,
    );
    expect(await startAnalysis(bed, { run, changed: false })).toMatchObject({ look: 'queued' });
  });

  test('has a new version analysed whatever happened today', async () => {
    const bed = analysisBed();
    await landed(bed, 1);
    bed.instances.byId.set(ID, instanceOf({ id: ID, runtimeStatus: 'Terminated', updatedAt: bed.clock.now() }));
    expect(await startAnalysis(bed, { run, changed: true })).toMatchObject({ look: 'queued' });
  });
});

describe('a look at an analysis', () => {
  const looked = async (bed: AnalysisBed, runtimeStatus: RuntimeStatus, more: object = {}) => {
    bed.instances.byId.set(ID, instanceOf({ id: ID, input: { runId: 'a' }, runtimeStatus, ...more }));
    return checkAnalysis(bed, { run, runId: 'a' });
  };
  const ended = (version: string): AnalysisEnd => ({ ended: { version, state: 'done', warnings: [] } });

  test('sees how it stands', async () => {
    const bed = analysisBed();
    const version = await landed(bed, 1);
    expect(await looked(bed, 'Pending')).toMatchObject({ look: 'queued' });
    expect(await looked(bed, 'Running', { customStatus: { state: 'running' } })).toMatchObject({ look: 'running' });
    expect(await looked(bed, 'Terminated')).toMatchObject({ look: 'cancelled' });
    expect(await looked(bed, 'Failed')).toMatchObject({ look: 'failed', warnings: [{ code: 'AnalysisFailed' }] });
    expect(await looked(bed, 'Completed', { output: ended(version) })).toEqual({
      look: 'done',
      warnings: [],
      runId: 'a',
    });
  });

  test('sees that it ended a moment before a newer version came', async () => {
    const bed = analysisBed();
    const first = await landed(bed, 1);
    await landed(bed, 2, '2');
    expect(await looked(bed, 'Completed', { output: ended(first) })).toMatchObject({ again: true });
  });

  test('takes one that is gone for failed', async () => {
    const bed = analysisBed();
    expect(await checkAnalysis(bed, { run, runId: 'a' })).toMatchObject({
      look: 'failed',
      warnings: [{ code: 'AnalysisFailed' }],
    });
  });
});
