import type { ContainerClient } from '@azure/storage-blob';
import { proofPath } from '../../shared/landing/layout.ts';
import { type Proof, type ProofReason, proofSchema } from '../../shared/proof/proofDocument.ts';
import { countText } from './format.ts';

type Row = readonly [string, string];

/** The proof of an invoice of which both kinds have landed, for people; nothing where there is none. */
export async function readProofRows(
  container: ContainerClient,
  manifest: string,
  invoiceId: string | undefined,
): Promise<Row[]> {
  if (invoiceId === undefined) return [];
  const prefix = manifest.slice(0, Math.max(0, manifest.search(/billed-[a-z-]+\/invoice=/)));
  const blob = container.getBlobClient(proofPath(prefix, invoiceId));
  if (!(await blob.exists())) return [];
  const parsed = proofSchema.safeParse(JSON.parse((await blob.downloadToBuffer()).toString('utf8')));
  return parsed.success ? proofRows(parsed.data) : [];
}

const REASONS: Record<ProofReason, string> = {
  reconciliationAwaited: 'reconciliation has not landed',
  usageAwaited: 'usage has not landed',
  totalAwaited: "the invoice's total is not known yet; discovery brings it",
  usageMissing: 'usage is missing',
  groupsUnexplained: 'groups are not explained by rounding',
  linesDoNotAddUp: 'lines do not add up',
  linesUnreadable: 'lines are unreadable',
  currenciesMixed: 'there is more than one currency',
  invoiceDoesNotTie: "neither sum is the invoice's total",
};

export function proofRows(proof: Proof): Row[] {
  const { state, reasons, invoice, groups, currency } = proof;
  if (!proof.usage || !proof.reconciliation) return [];
  const why = reasons.map((reason) => REASONS[reason]).join('; ');
  return [
    ['proof', why === '' ? state : `${state}: ${why}`],
    ...(invoice.totalCharges === null
      ? []
      : [['invoice', `${invoice.totalCharges} ${currency ?? ''}, ${tieText(invoice)}`] as const]),
    ...(groups
      ? [
          [
            'usage',
            `${countText(groups.compared)} groups compared, ${countText(groups.withinRounding)} within rounding; ` +
              `${groups.difference} ${currency ?? ''} in all`,
          ] as const,
        ]
      : []),
    ...(groups?.worst ?? [])
      .slice(0, MOST_GROUPS)
      .map((one) => ['', `${one.customerId} ${one.productId}/${one.skuId}: ${one.difference}, ${one.state}`] as const),
  ];
}

/** Groups outside their bounds that are named: the rest stands in the document. */
const MOST_GROUPS = 3;

function tieText({ tiesTo, difference }: Proof['invoice']): string {
  switch (tiesTo) {
    case 'total':
      return 'which is the sum of the lines, tax included';
    case 'subtotal':
      return 'which is the sum of the lines before tax';
    default:
      return difference === null ? 'not compared yet' : `from which the lines differ by ${difference}`;
  }
}
