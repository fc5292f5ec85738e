import { describe, expect, test } from '@jest/globals';
import { type Memory, readMemory, updateMemory } from '../../../shared/schedule/discoveryMemory.ts';
import { rejectedCode } from '../../support/codes.ts';
import { discoveryBed, NOW } from './discoveryBed.ts';

const PATH = '_discovery.json';
const SEEN = { firstSeenAt: NOW, asked: {} };
const ASKED = { firstSeenAt: NOW, asked: { billedUsage: { at: NOW, status: 'noData', told: true } } } as const;

const withInvoice =
  (id: string) =>
  (memory: Memory): Memory =>
    new Map(memory).set(id, SEEN);

describe('the memory of discovery', () => {
  test('is empty before anything was written', async () => {
    expect((await readMemory(discoveryBed().landing)).size).toBe(0);
  });

  test('comes back as it was kept, in the order of the numbers', async () => {
    const { landing } = discoveryBed();
    await updateMemory(landing, withInvoice('G2'));
    await updateMemory(landing, (memory) => new Map(memory).set('G1', ASKED));
    expect([...(await readMemory(landing))]).toEqual([
      ['G1', ASKED],
      ['G2', SEEN],
    ]);
    expect(landing.documents.get(PATH)?.value).toEqual({ schemaVersion: 1, invoices: { G1: ASKED, G2: SEEN } });
  });

  test.each<[string, unknown]>([
    ['of another schema', { schemaVersion: 2, invoices: { G1: SEEN } }],
    ['that somebody broke', { schemaVersion: 1, invoices: { G1: { firstSeenAt: 7, asked: {} } } }],
    ['with an end that nobody knows', { schemaVersion: 1, invoices: { G1: { ...SEEN, asked: { billedUsage: {} } } } }],
    ['that is no JSON', undefined],
  ])('%s counts as empty, and is written anew', async (_, value) => {
    const { landing } = discoveryBed({ documents: { [PATH]: value } });
    expect((await readMemory(landing)).size).toBe(0);
    expect([...(await updateMemory(landing, withInvoice('G2'))).keys()]).toEqual(['G2']);
    expect([...(await readMemory(landing)).keys()]).toEqual(['G2']);
  });

  test('keeps what a later version has written: kinds, ends and members that this one cannot name', async () => {
    const later = {
      schemaVersion: 1,
      added: true,
      invoices: {
        G1: {
          ...ASKED,
          asked: { ...ASKED.asked, billedFuture: { at: NOW, status: 'completed', told: true } },
          added: 1,
        },
        G3: { firstSeenAt: NOW, asked: { billedUsage: { at: NOW, status: 'expired', told: true, added: {} } } },
      },
    };
    const { landing } = discoveryBed({ documents: { [PATH]: later } });
    expect([...(await readMemory(landing)).keys()]).toEqual(['G1', 'G3']);
    await updateMemory(landing, withInvoice('G2'));
    const { G1, G3 } = later.invoices;
    expect(landing.documents.get(PATH)?.value).toEqual({ ...later, invoices: { G1, G2: SEEN, G3 } });
  });

  test('loses only the invoice that cannot be read', async () => {
    const invoices = { G1: { firstSeenAt: 7, asked: {} }, G3: SEEN };
    const { landing } = discoveryBed({ documents: { [PATH]: { schemaVersion: 1, invoices } } });
    expect([...(await readMemory(landing)).keys()]).toEqual(['G3']);
  });

  test('lies below the prefix', async () => {
    const { landing } = discoveryBed();
    await updateMemory({ ...landing, prefix: 'a/b/' }, withInvoice('G1'));
    expect([...landing.documents.keys()]).toEqual([`a/b/${PATH}`]);
    expect([...(await readMemory({ ...landing, prefix: 'a/b/' })).keys()]).toEqual(['G1']);
  });

  test('loses nothing of two that write at the same time', async () => {
    const { landing } = discoveryBed();
    await Promise.all(['G1', 'G2', 'G3'].map((id) => updateMemory(landing, withInvoice(id))));
    expect([...(await readMemory(landing)).keys()]).toEqual(['G1', 'G2', 'G3']);
  });

  test('that somebody changes again and again is given up after ten tries', async () => {
    const { landing } = discoveryBed();
    let tries = 0;
    const busy = {
      ...landing,
      writeJson: async () => {
        tries++;
        return undefined;
      },
    };
    expect(await rejectedCode(updateMemory(busy, withInvoice('G1')))).toBe('LandingUnavailable');
    expect(tries).toBe(10);
  });
});
