import type { Proof } from '../proof/proofDocument.ts';
import { eventId, type LandingNames } from './runEvent.ts';

/** Tells that the proof of an invoice has another state. It holds sums, and no names of customers. */
export interface ProofEvent {
  id: string;
  type: 'PartnerBillingExport.InvoiceChecked';
  source: string;
  /** The invoice's number. */
  subject: string;
  data: Omit<Proof, 'groups'> & { groups: Omit<NonNullable<Proof['groups']>, 'worst'> | null };
}

/** The same for every delivery of one state of the same versions. */
export function proofEvent(proof: Proof, { container }: Pick<LandingNames, 'container'>): ProofEvent {
  const { invoiceId, state, usage, reconciliation } = proof;
  return {
    id: eventId('InvoiceChecked', invoiceId, state, usage?.version ?? '', reconciliation?.version ?? ''),
    type: 'PartnerBillingExport.InvoiceChecked',
    source: `/partner-billing-export/${container}`,
    subject: invoiceId,
    data: { ...proof, groups: proof.groups && withoutWorst(proof.groups) },
  };
}

function withoutWorst({ worst: _, ...counts }: NonNullable<Proof['groups']>) {
  return counts;
}
