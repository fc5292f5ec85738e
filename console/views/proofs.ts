import { addressOf } from '../address.ts';
import type { Invoice } from '../api.ts';
import { html } from '../html.ts';
import { Amount } from '../parts/amount.ts';
import { Status } from '../parts/status.ts';
import { monthOf } from './months.ts';

/** One invoice: what Microsoft asks for, what the lines say, and whether they agree. */
export function ProofCard({ invoice }: { invoice: Invoice }) {
  const { invoiceId, currency, totalCharges, kinds, proof } = invoice;
  const id = `card-${invoiceId}`;
  return html`<article class="card" aria-labelledby=${id}>
    <header>
      <h3 id=${id}><a href=${addressOf('invoice', invoiceId)}>${invoiceId}</a></h3>
      <${Status} state=${proof?.state ?? 'pending'} />
    </header>
    <p class="sub">${monthOf(invoice)}${invoice.documentType && !/^invoice$/i.test(invoice.documentType) ? `, ${invoice.documentType.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}` : ''}</p>
    <dl>
      <dt>Invoice</dt>
      <dd><${Amount} value=${totalCharges} currency=${currency ?? ''} /></dd>
      <dt>Reconciliation</dt>
      <dd><${Amount} value=${kinds.billedReconciliation?.sum} /></dd>
      <dt>Usage</dt>
      <dd><${Amount} value=${kinds.billedUsage?.sum} /></dd>
      ${proof?.difference ? html`<dt>Difference</dt><dd><${Amount} value=${proof.difference} sign=${true} /></dd>` : null}
    </dl>
  </article>`;
}
