import { describe, expect, test } from '@jest/globals';
import type { Outcome } from '../../../shared/export/run.ts';
import { buildManifestFile, exportSubject } from '../../../shared/landing/manifestFile.ts';
import type { RunEvent } from '../../../shared/report/runEvent.ts';
import { announceRun } from '../../../shared/steps/announceRun.ts';
import { manifestOf } from '../../support/manifests.ts';
import { BILLED_REQUEST, runOfRequest } from '../../support/requests.ts';
import { memoryBed } from './memoryBed.ts';

const RUN = runOfRequest();
const PATH = 'e/version=20261108T053000Z-1a2b3c4d/_manifest.json';
const RESULT = { version: '20261108T053000Z-1a2b3c4d', manifest: PATH, files: 0, lines: 0, bytes: 0 };
const COMPLETED: Outcome = { status: 'completed', result: RESULT, warnings: [] };
const NO_DATA: Outcome = { status: 'noData', warnings: [] };

async function bedOf(event: 'pending' | 'delivered' | 'off', publish?: (given: RunEvent) => Promise<void>) {
  const events: RunEvent[] = [];
  const topic = publish ?? (async (given: RunEvent) => void events.push(given));
  const bed = memoryBed([], { topic: { publish: topic } });
  const facts = { ...manifestOf({}, []).facts, operationId: 'op-1' };
  const run = { id: 'committer', startedAt: 's', committedAt: 'c' };
  const manifest = buildManifestFile(exportSubject(RUN.exportId, BILLED_REQUEST), facts, [], run);
  await bed.landing.writeJson(PATH, manifest, { ifAbsent: true }, { event });
  return { bed, events, eventState: () => bed.landing.documents.get(PATH)?.metadata.event };
}

describe('subscribers are told', () => {
  test('of a version once: that it was delivered is kept with it', async () => {
    const { bed, events, eventState } = await bedOf('pending');
    expect(await announceRun(bed, { run: RUN, outcome: COMPLETED })).toEqual({ delivered: true });
    expect(events).toHaveLength(1);
    expect(eventState()).toBe('delivered');
    expect(await announceRun(bed, { run: RUN, outcome: COMPLETED })).toEqual({ delivered: true });
    expect(events).toHaveLength(1);
  });

  test('where it lies, without the SAS by which this program may reach it', async () => {
    const { bed, events } = await bedOf('pending');
    await announceRun(bed, { run: RUN, outcome: COMPLETED });
    expect(events[0]?.data.result).toEqual({ ...RESULT, manifestUrl: `https://a.example/billing/${PATH}` });
  });

  test('of an end without a version', async () => {
    const { bed, events } = await bedOf('off');
    expect(await announceRun(bed, { run: RUN, outcome: NO_DATA })).toEqual({ delivered: true });
    expect(events).toMatchObject([{ type: 'PartnerBillingExport.NoData' }]);
  });
});

describe('nobody is told', () => {
  test.each<['delivered' | 'off', Outcome]>([
    ['delivered', COMPLETED],
    ['off', COMPLETED],
  ])('of a version whose event is %s', async (state, outcome) => {
    const { bed, events, eventState } = await bedOf(state);
    expect(await announceRun(bed, { run: RUN, outcome })).toEqual({ delivered: true });
    expect(events).toEqual([]);
    expect(eventState()).toBe(state);
  });

  test('when nothing has changed and nothing is owed', async () => {
    const { bed, events } = await bedOf('pending');
    expect(await announceRun(bed, { run: RUN, outcome: { ...COMPLETED, status: 'unchanged' } })).toEqual({
      delivered: true,
    });
    expect(events).toEqual([]);
  });

  test('without a topic', async () => {
    const { bed, eventState } = await bedOf('pending');
    const { topic: _, ...services } = bed.services;
    expect(await announceRun({ ...bed, services }, { run: RUN, outcome: COMPLETED })).toEqual({ delivered: true });
    expect(eventState()).toBe('pending');
  });
});

describe('an event that the topic does not take', () => {
  test('is still owed, and what failed is said without secrets', async () => {
    const { bed, eventState } = await bedOf('pending', () => Promise.reject(new Error('refused ?sig=SECRET')));
    const step = await announceRun(bed, { run: RUN, outcome: COMPLETED });
    expect(step).toEqual({ delivered: false, problem: 'refused ?sig=[removed]' });
    expect(eventState()).toBe('pending');
  });

  test('is no other than one that was taken and could not be marked: that one is delivered, and the log says so', async () => {
    const { bed, events } = await bedOf('pending');
    bed.landing.setMetadata = () => Promise.reject(new Error('away'));
    expect(await announceRun(bed, { run: RUN, outcome: COMPLETED })).toEqual({ delivered: true });
    expect(events).toHaveLength(1);
    expect(bed.lines).toEqual([['warn', { event: 'eventNotMarked', exportId: RUN.exportId, message: 'away' }]]);
  });
});
