/** What each state of a proof means and asks of a person; `docs/proof.md` says it at length. */
export const PROOF_WORDS: Record<string, string> = {
  proved:
    'Every line adds up, the lines tie to the invoice, and every difference between usage and reconciliation is one that rounding makes. Nothing to do.',
  usageMissing:
    'Reconciliation bills consumption that daily usage does not show yet. Microsoft delivers late usage up to some days after the invoice; it is asked for again every day. If it stays after the 11th of the month, open a support case with the groups below.',
  unexplained:
    'A sum does not tie, and rounding does not explain it. Look at the groups below, or at the difference to the invoice, and ask Microsoft about exactly these.',
  pending: 'Something that is needed for the comparison has not landed yet.',
  notApplicable: 'The invoice has no lines of either kind, such as a void one. There is nothing to compare.',
};
