import type { Landing, WriteCondition } from '../../landing/landing.ts';
import { earlierProofPath, proofPath } from '../../landing/layout.ts';
import { type Proof, type ProofState, proofSchema } from '../../proof/proofDocument.ts';

/** Whether subscribers know of the state: `none` when there is nothing to tell, `off` when there was no topic. */
export type ProofEvent = 'pending' | 'delivered' | 'off' | 'none';

/** What is kept with `_proof.json`, as its metadata. */
export interface ProofMarks {
  event: ProofEvent;
  /** The state that subscribers were told last. */
  told: ProofState | 'nothing';
  /** Tells what the proof was made of: made of the same, it would be the same. */
  inputs: string;
}

export interface StoredProof extends ProofMarks {
  proof: Proof;
  etag: string;
}

/** Undefined when there is none. One that this program cannot read gives way to a new one: `proof` is undefined then. */
export async function readProof(
  landing: Landing,
  invoiceId: string,
): Promise<StoredProof | { proof?: undefined; etag: string } | undefined> {
  const stored = await landing.readJson(proofPath(landing.prefix, invoiceId));
  if (!stored) return undefined;
  const parsed = proofSchema.safeParse(stored.value);
  if (!parsed.success) return { etag: stored.etag };
  return { proof: parsed.data, etag: stored.etag, ...marksOf(stored.metadata) };
}

export function writeProof(
  landing: Landing,
  proof: Proof,
  marks: ProofMarks,
  condition: WriteCondition,
): Promise<string | undefined> {
  return landing.writeJson(proofPath(landing.prefix, proof.invoiceId), proof, condition, { ...marks });
}

export async function markProof(
  landing: Landing,
  { proof, etag }: Pick<StoredProof, 'proof' | 'etag'>,
  marks: ProofMarks,
): Promise<void> {
  await landing.setMetadata(proofPath(landing.prefix, proof.invoiceId), { ...marks }, etag);
}

/** Keeps a proof that another one is about to replace, under the second that it was made in. */
export async function keepEarlierProof(landing: Landing, proof: Proof): Promise<void> {
  const path = earlierProofPath(landing.prefix, proof.invoiceId, basicTime(proof.asOf));
  await landing.writeJson(path, proof, { ifAbsent: true });
}

/** `20261108T053000Z` */
export function basicTime(isoTime: string): string {
  return new Date(isoTime)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:]/g, '');
}

const EVENTS: readonly string[] = ['pending', 'delivered', 'off', 'none'] satisfies ProofEvent[];

/** Metadata that somebody lost reads as nothing told: subscribers hear twice rather than never. */
function marksOf(metadata: Readonly<Record<string, string>>): ProofMarks {
  const { event = '', told = '', inputs = '' } = metadata;
  const isState = (text: string): text is ProofState => proofSchema.shape.state.safeParse(text).success;
  return {
    event: EVENTS.includes(event) ? (event as ProofEvent) : 'pending',
    told: isState(told) ? told : 'nothing',
    inputs,
  };
}
