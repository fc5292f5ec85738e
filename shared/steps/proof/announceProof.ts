import { proofEvent } from '../../report/proofEvent.ts';
import { messageOf } from '../../scrub.ts';
import type { ProofServices } from './proofContext.ts';
import { markProof, readProof } from './proofStore.ts';

export interface ProofAnnouncement {
  delivered: boolean;
  problem?: string;
}

/** Tells subscribers of the state as it stands, if they do not know it: one attempt. That they know is kept with the proof. */
export async function announceProof({ landing, topic }: ProofServices, invoiceId: string): Promise<ProofAnnouncement> {
  const stored = await readProof(landing, invoiceId);
  if (!topic || !stored?.proof || stored.event !== 'pending') return { delivered: true };
  const { proof, inputs } = stored;
  try {
    await topic.publish(proofEvent(proof, { container: landing.container.containerName }));
  } catch (error) {
    return { delivered: false, problem: messageOf(error) };
  }
  // A proof that was made meanwhile keeps its own mark; this one is then told once more, with the same id.
  await markProof(landing, stored, { event: 'delivered', told: proof.state, inputs });
  return { delivered: true };
}
