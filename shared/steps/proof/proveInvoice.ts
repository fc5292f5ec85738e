import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { CodedError } from '../../errors.ts';
import { type InvoiceFacts, readInvoiceFacts } from '../../landing/invoiceFacts.ts';
import { compareGroups, noGroups } from '../../proof/comparison.ts';
import { parseReconciliationGroup, parseUsageGroup } from '../../proof/groups.ts';
import { type InvoiceWords, makeProof } from '../../proof/makeProof.ts';
import { parsedLines } from '../../proof/ndjson.ts';
import type { Proof, ProofState } from '../../proof/proofDocument.ts';
import type { ProofServices } from './proofContext.ts';
import { basicTime, keepEarlierProof, markProof, type ProofMarks, readProof, writeProof } from './proofStore.ts';
import { type FoundSide, type FoundSides, readSides } from './readSides.ts';

/** Rules of another number make another proof of the same files. */
const RULES = 1;
const ATTEMPTS = 10;

export interface ProvedInvoice {
  /** Absent where nothing of the invoice has landed. */
  state?: ProofState;
  /** A proof was written; false when the one that stands says the same. */
  changed: boolean;
  /** Subscribers are to be told. */
  tell: boolean;
}

/**
 * Makes the proof of an invoice from what stands now, if it is not made of that already. The ETag of `_proof.json` is read before everything that it is made of: so of
 * two that are made at once the later one has seen all that the earlier one saw, or is made again, and a proof of older versions never replaces one of newer.
 */
export async function proveInvoice(services: ProofServices, invoiceId: string): Promise<ProvedInvoice> {
  const { landing } = services;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await readProof(landing, invoiceId);
    const before = stored?.proof;
    const facts = await readInvoiceFacts(landing, invoiceId);
    const sides = await readSides(landing, invoiceId, facts, before);
    if (!isProvable(sides)) return { changed: false, tell: false };
    const inputs = fingerprint(facts, sides);
    if (stored?.proof && stored.inputs === inputs) {
      return { state: stored.proof.state, changed: false, tell: stored.event === 'pending' };
    }
    const proof = await make(services, invoiceId, wordsOf(facts), sides, before);
    const told = stored?.proof ? stored.told : 'nothing';
    const marks = { inputs, ...eventOf(proof.state, told, services.topic !== undefined) };
    if (stored?.proof && isSame(stored.proof, proof)) {
      await markProof(landing, stored, marks);
      return { state: proof.state, changed: false, tell: marks.event === 'pending' };
    }
    if (before && isStep(before, proof)) await keepEarlierProof(landing, before);
    const condition = stored ? { ifMatch: stored.etag } : { ifAbsent: true as const };
    if ((await writeProof(landing, proof, marks, condition)) !== undefined) {
      return { state: proof.state, changed: true, tell: marks.event === 'pending' };
    }
  }
  throw new CodedError(
    'LandingUnavailable',
    `The proof of ${invoiceId} changed ${ATTEMPTS} times while it was to be written; somebody else is writing it.`,
  );
}

/** Either kind has landed, or the service has nothing of both. */
function isProvable({ usage, reconciliation }: FoundSides): boolean {
  const hasLanded = typeof usage === 'object' || typeof reconciliation === 'object';
  return hasLanded || (usage === 'noData' && reconciliation === 'noData');
}

async function make(
  { blobs, clock }: ProofServices,
  invoiceId: string,
  invoice: InvoiceWords,
  { usage, reconciliation }: FoundSides,
  before: Proof | undefined,
): Promise<Proof> {
  const comparison = await compareGroups(
    invoice.currencyCode,
    typeof usage === 'object' ? parsedLines(blobs.stream(usage.groups), parseUsageGroup) : noGroups(),
    typeof reconciliation === 'object'
      ? parsedLines(blobs.stream(reconciliation.groups), parseReconciliationGroup)
      : noGroups(),
  );
  const asOf = timeAfter(before?.asOf, clock.now());
  return makeProof({ invoiceId, invoice, usage, reconciliation, comparison, asOf, before });
}

/** In a second of its own, under which it can be kept. */
function timeAfter(before: string | undefined, now: Date): string {
  if (before === undefined || basicTime(before) < basicTime(now.toISOString())) return now.toISOString();
  return new Date(new Date(before).getTime() + 1_000).toISOString();
}

function wordsOf(facts: InvoiceFacts | undefined): InvoiceWords {
  return {
    totalCharges: facts?.totalCharges ?? undefined,
    invoiceDate: facts?.invoiceDate ?? undefined,
    documentType: facts?.documentType ?? undefined,
    currencyCode: facts?.currencyCode ?? undefined,
  };
}

function fingerprint(facts: InvoiceFacts | undefined, { usage, reconciliation }: FoundSides): string {
  const side = (found: FoundSide) => (typeof found === 'object' ? [found.version, found.groups] : found);
  const parts = [RULES, wordsOf(facts), side(usage), side(reconciliation)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** A state that subscribers know is not told again, and that nothing is there yet is no news. */
function eventOf(state: ProofState, told: ProofMarks['told'], hasTopic: boolean): Pick<ProofMarks, 'event' | 'told'> {
  if (state === told || (told === 'nothing' && state === 'pending')) return { event: 'none', told };
  // Who has no topic today is not told of all that was before when there is one.
  return hasTopic ? { event: 'pending', told } : { event: 'off', told: state };
}

function isSame(a: Proof, b: Proof): boolean {
  return isDeepStrictEqual({ ...a, asOf: '' }, { ...b, asOf: '' });
}

/** Another state, or made of other versions: what was before is kept. */
function isStep(before: Proof, after: Proof): boolean {
  return (
    before.state !== after.state ||
    before.usage?.version !== after.usage?.version ||
    before.reconciliation?.version !== after.reconciliation?.version
  );
}
