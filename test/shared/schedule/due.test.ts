import { describe, expect, test } from '@jest/globals';
import type { Asked } from '../../../shared/schedule/discoveryMemory.ts';
import { DATA_WINDOW_MS, isDue, neverAppeared, quietEnds, type Standing } from '../../../shared/schedule/due.ts';

const NOW = new Date('2026-11-18T06:00:00Z');
const before = (days: number, hours = 0) => new Date(NOW.getTime() - (days * 24 + hours) * 3_600_000).toISOString();

function asked(status: Asked['status'], at: string, told = true): Asked {
  return { status, at, told };
}

/** First seen ten days ago, so that what was asked at the moment is outside the window of 72 hours. */
function standing(answer: Asked | undefined, changes: Partial<Standing> = {}): Standing {
  return {
    memory: { firstSeenAt: before(10), asked: {} },
    asked: answer,
    landed: false,
    cancelled: false,
    ...changes,
  };
}

describe('an invoice is due', () => {
  test.each<[string, Standing, boolean]>([
    ['never asked for', standing(undefined), true],
    ['never asked for, but landed', standing(undefined, { landed: true }), true],
    ['failed a moment ago', standing(asked('failed', before(0, 1))), true],
    ['cancelled', standing(asked('failed', before(2)), { cancelled: true }), false],
    ['landed, asked for today', standing(asked('completed', before(0, 5)), { landed: true }), false],
    ['landed, asked for late yesterday', standing(asked('completed', before(0, 7)), { landed: true }), true],
    ['rejected today', standing(asked('rejected', before(0, 5))), false],
    ['rejected yesterday', standing(asked('rejected', before(0, 7))), true],
    ['without data, last asked within the window', standing(asked('noData', before(7, 1))), true],
    ['without data at the end of the window, six days ago', standing(asked('noData', before(6))), false],
    ['without data at the end of the window, a week ago', standing(asked('noData', before(7))), true],
    [
      'without data, first seen today, asked for an hour ago',
      standing(asked('noData', before(0, 1)), { memory: { firstSeenAt: before(0, 2), asked: {} } }),
      true,
    ],
  ])('%s', (_, known, expected) => {
    expect(isDue(known, NOW, NOW)).toBe(expected);
  });

  test('only once a pass: not again when it was asked for since the pass began', () => {
    const failedAt = (at: string) => standing(asked('failed', at));
    expect(isDue(failedAt(NOW.toISOString()), NOW, NOW)).toBe(false);
    expect(isDue(failedAt(new Date(NOW.getTime() - 1).toISOString()), NOW, NOW)).toBe(true);
    const cancelledAt = standing(asked('cancelled', before(0, 1)), { cancelled: true });
    expect(isDue(cancelledAt, NOW, NOW)).toBe(false);
  });
});

describe('subscribers need not be told again', () => {
  test.each<[Asked | undefined, string[]]>([
    [asked('noData', NOW.toISOString()), ['noData']],
    [asked('rejected', NOW.toISOString()), ['rejected']],
    [asked('noData', NOW.toISOString(), false), []],
    [asked('failed', NOW.toISOString()), []],
    [asked('completed', NOW.toISOString()), []],
    [undefined, []],
  ])('after %j: %j', (answer, expected) => {
    expect(quietEnds(answer)).toEqual(expected);
  });
});

describe('the data of an invoice never appeared', () => {
  const firstSeenAt = before(10);
  const afterWindow = new Date(Date.parse(firstSeenAt) + DATA_WINDOW_MS).toISOString();
  const insideWindow = new Date(Date.parse(firstSeenAt) + DATA_WINDOW_MS - 1).toISOString();
  const usage = { billedUsage: asked('noData', afterWindow) };
  const both = { ...usage, billedReconciliation: asked('noData', afterWindow) };

  test.each<[string, Parameters<typeof neverAppeared>, boolean]>([
    ['no data of its only kind after the window', [{ firstSeenAt, asked: usage }, ['billedUsage']], true],
    ['no data of both kinds', [{ firstSeenAt, asked: both }, ['billedUsage', 'billedReconciliation']], true],
    ['one kind never asked', [{ firstSeenAt, asked: usage }, ['billedUsage', 'billedReconciliation']], false],
    [
      'one kind asked inside the window only',
      [
        { firstSeenAt, asked: { ...both, billedReconciliation: asked('noData', insideWindow) } },
        ['billedUsage', 'billedReconciliation'],
      ],
      false,
    ],
    [
      'one kind failed',
      [
        { firstSeenAt, asked: { ...both, billedUsage: asked('failed', afterWindow) } },
        ['billedUsage', 'billedReconciliation'],
      ],
      false,
    ],
    ['told already', [{ firstSeenAt, asked: usage, neverAppearedAt: afterWindow }, ['billedUsage']], false],
    ['no kind is exported at all', [{ firstSeenAt, asked: usage }, []], false],
  ])('%s', (_, given, expected) => {
    expect(neverAppeared(...given)).toBe(expected);
  });
});
