import { describe, expect, test } from '@jest/globals';
import { announceProof } from '../../../../shared/steps/proof/announceProof.ts';
import { proveExport } from '../../../../shared/steps/proof/proveExport.ts';
import { proveInvoice } from '../../../../shared/steps/proof/proveInvoice.ts';
import { INVOICE, type ProofBed, proofBed } from '../../../support/proofBed.ts';
import { licence, sample } from '../../proof/model/sampleInvoice.ts';

const { usage, reconciliation, totalCharges } = sample();
const part = usage.slice(2);

/** Both files whole, the total known. */
function whole(bed: ProofBed): ProofBed {
  bed.land('billedUsage', 'u1', usage);
  bed.land('billedReconciliation', 'r1', reconciliation);
  bed.say({ totalCharges });
  return bed;
}

const DAY_MS = 24 * 3_600_000;

test('nothing has landed: there is nothing to prove', async () => {
  const bed = proofBed();
  bed.say({ totalCharges });
  expect(await proveInvoice(bed, INVOICE)).toEqual({ changed: false, tell: false });
  expect(bed.proof()).toBeUndefined();
});

test('an invoice of both files and its total', async () => {
  const bed = whole(proofBed());
  expect(await proveInvoice(bed, INVOICE)).toEqual({ state: 'proved', changed: true, tell: true });
  expect(bed.proof()).toMatchObject({ state: 'proved', usage: { version: 'u1' }, reconciliation: { version: 'r1' } });
});

test('asked again of the same, nothing is read but small documents and nothing is written', async () => {
  const bed = whole(proofBed());
  await proveInvoice(bed, INVOICE);
  const before = bed.proof();
  bed.blobs.calls.length = 0;
  bed.landing.before = (operation) => {
    if (operation !== 'read') throw new Error('written');
  };
  expect(await proveInvoice(bed, INVOICE)).toEqual({ state: 'proved', changed: false, tell: true });
  expect(bed.blobs.calls).toEqual([]);
  expect(bed.proof()).toEqual(before);
});

test('the way of an invoice: each step is a proof, what was before is kept, a state is told once', async () => {
  const bed = proofBed();
  const states: unknown[] = [];
  const next = async () => {
    bed.clock.pass(DAY_MS);
    await proveInvoice(bed, INVOICE);
    await announceProof(bed, INVOICE);
    states.push([bed.proof()?.state, bed.proof()?.usageMissingSince?.slice(0, 10) ?? null]);
  };
  bed.land('billedReconciliation', 'r1', reconciliation);
  await next();
  bed.say({ totalCharges });
  await next();
  bed.land('billedUsage', 'u1', part);
  await next();
  bed.land('billedUsage', 'u2', usage.slice(1));
  await next();
  bed.land('billedUsage', 'u3', usage);
  await next();
  expect(states).toEqual([
    ['pending', null],
    ['pending', null],
    ['usageMissing', '2026-11-12'],
    ['usageMissing', '2026-11-12'],
    ['proved', null],
  ]);
  // The total that came changed neither state nor versions.
  expect(bed.earlier().map((path) => path.slice(path.lastIndexOf('/') + 1))).toEqual([
    '20261111T053000Z.json',
    '20261112T053000Z.json',
    '20261113T053000Z.json',
  ]);
  expect(bed.events.map(({ type, subject, data }) => [type, subject, 'state' in data && data.state])).toEqual([
    ['PartnerBillingExport.InvoiceChecked', INVOICE, 'usageMissing'],
    ['PartnerBillingExport.InvoiceChecked', INVOICE, 'proved'],
  ]);
  expect(JSON.stringify(bed.events)).not.toContain('"worst"');
  expect(new Set(bed.events.map(({ id }) => id)).size).toBe(2);
});

describe('which side there is', () => {
  test.each<[string, (bed: ProofBed) => void, object]>([
    [
      'both runs ended noData',
      (bed) => bed.say({ runs: { billedUsage: ended('noData'), billedReconciliation: ended('noData') } }),
      { state: 'notApplicable', usage: null, reconciliation: null },
    ],
    [
      'licences alone, and the service has no usage',
      (bed) => {
        bed.land('billedReconciliation', 'r1', [licence('50.00')]);
        bed.say({ totalCharges: '59.50', runs: { billedUsage: ended('noData') } });
      },
      { state: 'proved', usage: null },
    ],
    [
      'usage landed once and ended noData later: it is there',
      (bed) => {
        whole(bed);
        bed.say({ totalCharges, runs: { billedUsage: ended('noData') } });
      },
      { state: 'proved' },
    ],
    [
      'a version that is not analysed yet, and none before it',
      (bed) => {
        whole(bed);
        bed.land('billedUsage', 'u2', usage);
        for (const path of bed.landing.stored.keys()) if (path.includes('version=u2')) bed.landing.stored.delete(path);
      },
      { state: 'pending', reasons: ['usageAwaited'], usage: null },
    ],
    ['the total unknown', (bed) => void whole(bed).landing.stored.delete(factsPath), { state: 'pending' }],
  ])('%s', async (_, prepare, expected) => {
    const bed = proofBed();
    prepare(bed);
    await proveInvoice(bed, INVOICE);
    expect(bed.proof()).toMatchObject(expected);
  });

  test('while a newer version is analysed, the proof stays with the one that it has', async () => {
    const bed = whole(proofBed());
    await proveInvoice(bed, INVOICE);
    bed.land('billedUsage', 'u2', usage);
    for (const path of bed.landing.stored.keys()) if (path.includes('version=u2')) bed.landing.stored.delete(path);
    expect(await proveInvoice(bed, INVOICE)).toMatchObject({ state: 'proved', changed: false });
    expect(bed.proof()).toMatchObject({ usage: { version: 'u1' } });
  });
});

const factsPath = `analysis/invoices/invoice=${INVOICE}/_invoice.json`;
const ended = (status: string) => ({ status, at: '2026-11-08T06:00:00Z', exportId: 'x', runId: 'r' });

test('two at once: the one that read older files starts over, and the newer versions stand', async () => {
  const bed = whole(proofBed());
  let other: Promise<unknown> | undefined;
  bed.landing.before = async (operation, path) => {
    if (operation !== 'write' || !path.endsWith('_proof.json') || other) return;
    // A moment before the first write, a newer version is analysed and proved.
    bed.land('billedUsage', 'u2', part);
    other = proveInvoice(bed, INVOICE);
    await other;
  };
  await proveInvoice(bed, INVOICE);
  expect(bed.proof()).toMatchObject({ state: 'usageMissing', usage: { version: 'u2' } });
});

test('two proofs of one second are told apart by their time', async () => {
  const bed = whole(proofBed());
  await proveInvoice(bed, INVOICE);
  bed.land('billedUsage', 'u2', part);
  await proveInvoice(bed, INVOICE);
  bed.land('billedUsage', 'u3', usage);
  await proveInvoice(bed, INVOICE);
  expect(bed.earlier()).toHaveLength(2);
  expect(bed.proof()?.asOf).toBe('2026-11-09T05:30:02.000Z');
});

test('a crash at any moment: repeated, it ends with the same documents', async () => {
  const run = async (bed: ProofBed) => {
    await proveExport({ ...bed, analysis: { on: true } }, { exportId: `billed-usage-${INVOICE}-full` });
    await announceProof(bed, INVOICE);
  };
  const prepared = async () => {
    const bed = proofBed();
    bed.land('billedUsage', 'u1', part);
    bed.land('billedReconciliation', 'r1', reconciliation);
    bed.say({ totalCharges });
    await run(bed);
    bed.land('billedUsage', 'u2', usage);
    return bed;
  };
  const documents = (bed: ProofBed) => [
    bed.proof(),
    bed.earlier(),
    bed.marks(),
    bed.landing.stored.get('analysis/invoices/index/2026-11.json')?.value,
    new Set(bed.events.map(({ id }) => id)),
  ];
  const smooth = await prepared();
  let operations = 0;
  smooth.landing.before = () => void operations++;
  await run(smooth);
  expect(operations).toBeGreaterThan(8);
  for (let death = 0; death < operations; death++) {
    const bed = await prepared();
    let left = death;
    bed.landing.before = () => {
      if (left-- === 0) throw new Error('killed');
    };
    await expect(run(bed)).rejects.toThrow('killed');
    bed.landing.before = () => {};
    await run(bed);
    expect(documents(bed)).toEqual(documents(smooth));
  }
});

describe('the event', () => {
  test('is sent once the topic can be reached again, with the same id', async () => {
    const bed = whole(proofBed());
    bed.refusals = 1;
    await proveInvoice(bed, INVOICE);
    expect(await announceProof(bed, INVOICE)).toEqual({ delivered: false, problem: 'the topic is down' });
    expect(await proveInvoice(bed, INVOICE)).toMatchObject({ changed: false, tell: true });
    expect(await announceProof(bed, INVOICE)).toEqual({ delivered: true });
    expect(await proveInvoice(bed, INVOICE)).toMatchObject({ tell: false });
    await announceProof(bed, INVOICE);
    expect(bed.events).toHaveLength(1);
  });

  test('of a state that changed back before it could be told is not sent', async () => {
    const bed = whole(proofBed());
    await proveInvoice(bed, INVOICE);
    await announceProof(bed, INVOICE);
    bed.land('billedUsage', 'u2', part);
    await proveInvoice(bed, INVOICE);
    bed.land('billedUsage', 'u3', usage);
    expect(await proveInvoice(bed, INVOICE)).toMatchObject({ state: 'proved', changed: true, tell: false });
  });

  test('pending is told where another state was told before', async () => {
    const bed = whole(proofBed());
    await proveInvoice(bed, INVOICE);
    await announceProof(bed, INVOICE);
    bed.say({ totalCharges: null });
    expect(await proveInvoice(bed, INVOICE)).toMatchObject({ state: 'pending', tell: true });
  });

  test('without a topic there is none, nor later when there is one', async () => {
    const bed = whole(proofBed({ topic: false }));
    expect(await proveInvoice(bed, INVOICE)).toMatchObject({ tell: false });
    expect(bed.marks()).toMatchObject({ event: 'off', told: 'proved' });
    const later = { ...bed, ...proofBed(), landing: bed.landing, blobs: bed.blobs };
    expect(await proveInvoice(later, INVOICE)).toMatchObject({ changed: false, tell: false });
  });
});

test('a proof that somebody made unreadable is made again', async () => {
  const bed = whole(proofBed());
  bed.landing.stored.set(`analysis/invoices/invoice=${INVOICE}/_proof.json`, { value: 7, etag: '"x"', metadata: {} });
  expect(await proveInvoice(bed, INVOICE)).toMatchObject({ state: 'proved', changed: true });
});

test('new rules, or an analysis made again, make the proof again; the same words leave it as it is', async () => {
  const bed = whole(proofBed());
  await proveInvoice(bed, INVOICE);
  const { asOf } = bed.proof() ?? {};
  const stored = bed.landing.stored.get(`analysis/invoices/invoice=${INVOICE}/_proof.json`);
  if (stored) stored.metadata = { ...stored.metadata, inputs: 'of another release' };
  bed.clock.pass(DAY_MS);
  expect(await proveInvoice(bed, INVOICE)).toMatchObject({ changed: false });
  expect(bed.proof()?.asOf).toBe(asOf);
  expect(bed.marks()?.inputs).not.toBe('of another release');
});
