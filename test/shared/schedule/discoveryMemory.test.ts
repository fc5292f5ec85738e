import { describe, expect, test } from '@jest/globals';
import { type Memory, withAnswer, withSeen } from '../../../shared/schedule/discoveryMemory.ts';

const DAY_MS = 24 * 3_600_000;
const WINDOW_MS = 30 * DAY_MS;
const START = new Date('2026-11-08T06:00:00Z');
const after = (days: number) => new Date(START.getTime() + days * DAY_MS);

describe('what discovery remembers of the invoices it has seen', () => {
  const first = withSeen(new Map(), ['G1', 'G2'], START, WINDOW_MS);

  test('when it saw one first, however often it is listed', () => {
    expect(withSeen(first, ['G1', 'G2'], after(3), WINDOW_MS)).toEqual(first);
  });

  test('one that a list lacks once: it is neither new nor told of again when it comes back', () => {
    const told = withAnswer(first, 'G1', 'billedUsage', { at: after(1).toISOString(), status: 'noData', told: true });
    const back = withSeen(withSeen(told, ['G2'], after(2), WINDOW_MS), ['G1', 'G2'], after(3), WINDOW_MS);
    expect(back.get('G1')).toEqual(told.get('G1'));
  });

  test('nothing of one that cannot be in the window any more', () => {
    expect([...withSeen(first, [], after(30), WINDOW_MS).keys()]).toEqual(['G1', 'G2']);
    expect([...withSeen(first, [], after(31), WINDOW_MS).keys()]).toEqual([]);
  });

  test('one that stays in the list for longer than the window, since its date is unknown', () => {
    expect(withSeen(first, ['G1'], after(90), WINDOW_MS).get('G1')).toEqual(first.get('G1'));
  });
});

describe('what subscribers have been told of an invoice', () => {
  const answer = (status: 'noData' | 'failed', told: boolean, memory: Memory = new Map()) =>
    withAnswer(memory, 'G1', 'billedUsage', { at: START.toISOString(), status, told });
  const toldOf = (memory: Memory) => memory.get('G1')?.asked.billedUsage?.told;

  test('stays told while the end repeats itself quietly', () => {
    expect(toldOf(answer('noData', false, answer('noData', true)))).toBe(true);
  });

  test('is open again when the end is another one', () => {
    expect(toldOf(answer('failed', false, answer('noData', true)))).toBe(false);
  });
});
