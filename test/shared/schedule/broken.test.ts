import { describe, expect, test } from '@jest/globals';
import { registeredFunctions } from '../../../local/host/functionsCore.ts';
import { triggerType } from '../../../local/host/worker/bindInputs.ts';
import { runOf } from '../../../shared/durable/exportInstance.ts';
import { checkScheduled } from '../../../shared/schedule/runScheduled.ts';
import { mend, menderId } from '../../../shared/schedule/startAgain.ts';
import { MENDER_ORCHESTRATOR, ROOT_ORCHESTRATORS, watchBroken } from '../../../shared/schedule/watchBroken.ts';
import { instanceOf } from '../../support/fakeInstances.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';
import { discoveryBed } from './discoveryBed.ts';

const ID = 'billed-usage-G000000001-full';
const CREATED_AT = '2026-11-08T06:00:00.000Z';
const key = { instanceId: ID, createdAt: CREATED_AT };
const run = runOfRequest(BILLED_REQUEST, 'run-1');
const broken = (changes = {}) =>
  instanceOf({
    id: ID,
    runtimeStatus: 'Failed',
    output: 'Non-Deterministic workflow detected',
    input: run,
    ...changes,
  });

describe('an export whose orchestration broke', () => {
  test('is started again under a run of its own, and a line says so', async () => {
    const bed = discoveryBed({ instances: [broken()] });
    expect(await mend(bed, key)).toEqual({ startedAgain: true });
    const next = bed.instances.byId.get(ID);
    expect(next).toMatchObject({
      runtimeStatus: 'Pending',
      input: { ...run, takesOverFrom: CREATED_AT, runId: expect.any(String) },
    });
    expect(next && runOf(next)?.runId).not.toBe('run-1');
    expect(bed.lines).toEqual([
      {
        level: 'error',
        fields: {
          event: 'orchestrationFailed',
          instanceId: ID,
          orchestrator: 'runExport',
          runId: 'run-1',
          startedAgain: true,
          message: 'Non-Deterministic workflow detected',
        },
      },
    ]);
  });

  test('is given up when it breaks again, and its run is told of', async () => {
    const again = { ...run, takesOverFrom: CREATED_AT };
    const bed = discoveryBed({ instances: [broken({ input: again })] });
    expect(await mend(bed, key)).toEqual({ startedAgain: false, run: again });
    expect(bed.instances.byId.get(ID)).toMatchObject({ runtimeStatus: 'Failed' });
    expect(bed.lines).toMatchObject([{ fields: { event: 'orchestrationFailed', startedAgain: false } }]);
  });

  test.each([
    ['is gone', []],
    ['runs', [broken({ runtimeStatus: 'Running' })]],
    ['is another', [broken({ createdAt: new Date('2026-11-08T07:00:00Z') })]],
  ])('is left alone when what stands under its id %s', async (_, instances) => {
    const bed = discoveryBed({ instances });
    expect(await mend(bed, key)).toEqual({ startedAgain: true });
    expect(bed.lines).toEqual([]);
  });

  test('goes on in its lane as another run, once', async () => {
    const bed = discoveryBed({ instances: [broken()] });
    expect(await checkScheduled(bed, { exportId: ID })).toEqual({});
    expect(await checkScheduled(bed, { exportId: ID })).toEqual({});
    bed.instances.byId.set(ID, broken({ input: { ...run, takesOverFrom: CREATED_AT } }));
    expect(await checkScheduled(bed, { exportId: ID })).toMatchObject({ end: { status: 'failed' } });
    expect(bed.lines.map(({ fields }) => fields.startedAgain)).toEqual([true, false]);
  });

  test('that ended by an outcome is not broken', async () => {
    const output = { status: 'failed', error: { code: 'OperationFailed', message: 'm' }, warnings: [] };
    const bed = discoveryBed({ instances: [instanceOf({ id: ID, runtimeStatus: 'Completed', output })] });
    expect(await checkScheduled(bed, { exportId: ID })).toMatchObject({ end: { status: 'failed' } });
    expect(bed.lines).toEqual([]);
  });
});

describe('a pass or a backfill that broke', () => {
  test('or an analysis has a run of its own, too', async () => {
    const input = { exportId: ID, runId: 'analysis-1', again: true };
    const bed = discoveryBed({ instances: [broken({ id: 'x', orchestrator: 'analyseExport', input })] });
    expect(await mend(bed, { ...key, instanceId: 'x' })).toEqual({ startedAgain: true });
    const next = bed.instances.byId.get('x')?.input as { runId: string };
    expect(next).toMatchObject({ exportId: ID, again: true, takesOverFrom: CREATED_AT });
    expect(next.runId).not.toBe('analysis-1');
  });

  test.each(['runBackfill', 'discoveryPass', 'unbilledPass'])('%s is started again with what it had', async (name) => {
    const bed = discoveryBed({ instances: [broken({ id: 'x', orchestrator: name, input: { asked: 3 } })] });
    expect(await mend(bed, { ...key, instanceId: 'x' })).toEqual({ startedAgain: true });
    expect(bed.instances.byId.get('x')).toMatchObject({
      orchestrator: name,
      input: { asked: 3, takesOverFrom: CREATED_AT },
    });
  });
});

describe('the watch', () => {
  const menders = (bed: ReturnType<typeof discoveryBed>) =>
    [...bed.instances.byId.values()].filter(({ orchestrator }) => orchestrator === MENDER_ORCHESTRATOR);

  test('begins to see to each broken root, once', async () => {
    const inner = broken({ id: `${ID}~0~copy`, orchestrator: 'copyRange' });
    const good = instanceOf({ id: 'good', runtimeStatus: 'Completed' });
    const bed = discoveryBed({
      instances: [broken(), broken({ id: 'discovery-pass', orchestrator: 'discoveryPass' }), inner, good],
    });
    expect(await watchBroken(bed.instances)).toBe(2);
    expect(await watchBroken(bed.instances)).toBe(0);
    expect(menders(bed).map(({ input }) => input)).toEqual([key, { ...key, instanceId: 'discovery-pass' }]);
    for (const mender of menders(bed)) bed.instances.byId.set(mender.id, { ...mender, runtimeStatus: 'Completed' });
    expect(await watchBroken(bed.instances)).toBe(0);
  });

  test('begins again with one that broke itself', async () => {
    const bed = discoveryBed({ instances: [broken()] });
    await watchBroken(bed.instances);
    const id = menderId(key);
    bed.instances.byId.set(id, instanceOf({ id, orchestrator: MENDER_ORCHESTRATOR, runtimeStatus: 'Failed' }));
    expect(await watchBroken(bed.instances)).toBe(1);
  });

  test('knows every orchestration that is no part of another', async () => {
    await import('../../../functions/index.ts');
    const inner = ['copyRange', 'waitForOperation', 'exportLane', MENDER_ORCHESTRATOR];
    const names = [...registeredFunctions().values()]
      .filter((fn) => triggerType(fn) === 'orchestrationTrigger')
      .map(({ metadata }) => metadata.name);
    expect(names.filter((name) => !inner.includes(name)).sort()).toEqual([...ROOT_ORCHESTRATORS].sort());
  });
});
