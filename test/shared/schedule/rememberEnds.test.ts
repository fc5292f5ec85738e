import { expect, test } from '@jest/globals';
import { readMemory } from '../../../shared/schedule/discoveryMemory.ts';
import { rememberEnds } from '../../../shared/schedule/rememberEnds.ts';
import type { ScheduledEnd } from '../../../shared/schedule/scheduledExport.ts';
import { BILLED_REQUEST, UNBILLED_REQUEST } from '../../support/requests.ts';
import { discoveryBed, NOW } from './discoveryBed.ts';

const end = (changes: Partial<ScheduledEnd> = {}): ScheduledEnd => ({
  exportId: 'e',
  status: 'completed',
  told: true,
  ...changes,
});

test('how the exports of a round ended is kept with the invoice and the kind', async () => {
  const bed = discoveryBed();
  const asked = [
    { scheduled: { request: BILLED_REQUEST }, end: end() },
    {
      scheduled: { request: { ...BILLED_REQUEST, kind: 'billedReconciliation' as const } },
      end: end({ status: 'noData', told: false }),
    },
    { scheduled: { request: { ...BILLED_REQUEST, invoiceId: 'G000000002' } }, end: end({ status: 'failed' }) },
    { scheduled: { request: UNBILLED_REQUEST }, end: end() },
  ];
  await rememberEnds(bed, { asked, passStartedAt: '2026-11-08T05:00:00.000Z' });
  expect(Object.fromEntries(await readMemory(bed.landing))).toEqual({
    G000000001: {
      firstSeenAt: NOW,
      asked: {
        billedUsage: { at: NOW, status: 'completed', told: true },
        billedReconciliation: { at: NOW, status: 'noData', told: false },
      },
    },
    G000000002: { firstSeenAt: NOW, asked: { billedUsage: { at: NOW, status: 'failed', told: true } } },
  });
});

test('a clock behind the one that began the pass does not make the next round ask again', async () => {
  const bed = discoveryBed();
  const passStartedAt = '2026-11-08T06:00:30.000Z';
  await rememberEnds(bed, { asked: [{ scheduled: { request: BILLED_REQUEST }, end: end() }], passStartedAt });
  expect((await readMemory(bed.landing)).get('G000000001')?.asked.billedUsage?.at).toBe(passStartedAt);
});

test('an end is as old as it is, however late it is remembered', async () => {
  const bed = discoveryBed();
  const endedAt = '2026-11-07T23:10:00.000Z';
  const asked = [{ scheduled: { request: BILLED_REQUEST }, end: end({ endedAt }) }];
  await rememberEnds(bed, { asked, passStartedAt: '2026-11-07T23:00:00.000Z' });
  expect((await readMemory(bed.landing)).get('G000000001')?.asked.billedUsage?.at).toBe(endedAt);
});
