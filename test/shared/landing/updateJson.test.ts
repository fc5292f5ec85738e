import { describe, expect, test } from '@jest/globals';
import type { StoredJson, WriteCondition } from '../../../shared/landing/landing.ts';
import { updateJson } from '../../../shared/landing/updateJson.ts';
import { rejectedCode } from '../../support/codes.ts';

const PATH = 'e/_latest.json';

/** A landing with one document, that somebody else writes before each of our first `races` writes. */
function landingOf(value: unknown, races = 0) {
  let etag = 1;
  const world = { value, conditions: [] as WriteCondition[] };
  return {
    world,
    readJson: async (): Promise<StoredJson | undefined> =>
      world.value === undefined ? undefined : { value: world.value, etag: String(etag), metadata: {} },
    writeJson: async (_path: string, written: object, condition: WriteCondition) => {
      world.conditions.push(condition);
      if (races-- > 0) {
        world.value = { by: 'another', count: etag++ };
        return undefined;
      }
      world.value = written;
      return String(++etag);
    },
  };
}

describe('a document', () => {
  test('is written if there is none, and if it is still the one that was read', async () => {
    const none = landingOf(undefined);
    expect(await updateJson(none, PATH, () => ({ a: 1 }))).toBe(true);
    expect(none.world).toEqual({ value: { a: 1 }, conditions: [{ ifAbsent: true }] });
    const one = landingOf({ a: 1 });
    expect(await updateJson(one, PATH, async (stored) => ({ ...(stored as object), b: 2 }))).toBe(true);
    expect(one.world).toEqual({ value: { a: 1, b: 2 }, conditions: [{ ifMatch: '1' }] });
  });

  test('is changed as it stands after others have written it', async () => {
    const landing = landingOf({ by: 'us' }, 2);
    const seen: unknown[] = [];
    await updateJson(landing, PATH, (stored) => {
      seen.push(stored);
      return { by: 'us again' };
    });
    expect(seen).toEqual([{ by: 'us' }, { by: 'another', count: 1 }, { by: 'another', count: 2 }]);
    expect(landing.world.value).toEqual({ by: 'us again' });
  });

  test('takes its metadata along', async () => {
    const written: unknown[] = [];
    const landing = { ...landingOf(undefined), writeJson: async (...given: unknown[]) => String(written.push(given)) };
    await updateJson(landing, PATH, () => ({ a: 1 }), { event: 'pending' });
    expect(written).toEqual([[PATH, { a: 1 }, { ifAbsent: true }, { event: 'pending' }]]);
  });

  test('is left alone when nothing is to be changed', async () => {
    const landing = landingOf({ a: 1 });
    expect(await updateJson(landing, PATH, () => undefined)).toBe(false);
    expect(landing.world.conditions).toEqual([]);
  });

  test('that others write ten times meanwhile is given up', async () => {
    const landing = landingOf({ a: 1 }, 10);
    expect(await rejectedCode(updateJson(landing, PATH, () => ({ a: 2 })))).toBe('LandingUnavailable');
    expect(landing.world.conditions).toHaveLength(10);
  });
});
