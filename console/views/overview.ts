import { type Address, addressOf, setParams } from '../address.ts';
import type { Export, Health, Invoice, Page, UnbilledMonth } from '../api.ts';
import { query } from '../api.ts';
import { count, kindName } from '../format.ts';
import { html } from '../html.ts';
import { Notice } from '../parts/notice.ts';
import { usePoll } from '../usePoll.ts';
import { attention, type Concern } from './attention.ts';
import { Coverage } from './coverage.ts';
import { monthOf } from './months.ts';
import { ProofCard } from './proofs.ts';

const EVERY_MS = 15_000;
/** Years back that the first look shows; older ones are a click away. */
const MONTHS = 14;

/** Is everything there, is it right, and if not, what is to be done? */
export function Overview({ address }: { address: Address }) {
  const months = Number(address.params.months) || MONTHS;
  const from = monthsAgo(months);
  const invoices = usePoll<Page<Invoice>>(`invoices${query({ from: `${from}-01`, top: 500 })}`, EVERY_MS);
  const unbilled = usePoll<Page<UnbilledMonth>>('months', EVERY_MS);
  const runs = usePoll<Page<Export>>('exports?top=50', EVERY_MS);
  const health = usePoll<Health>('health', 60_000);
  // Where nothing is that young, what there is says more than an empty table.
  const isEmpty = invoices.value?.value.length === 0;
  const older = usePoll<Page<Invoice>>(isEmpty ? 'invoices?top=200' : undefined, EVERY_MS);
  const list = (isEmpty ? older.value?.value : invoices.value?.value) ?? [];
  const open = (unbilled.value?.value ?? []).filter(({ month }) => isEmpty || month >= from);
  const concerns = attention(list, runs.value?.value ?? [], health.value);
  return html`
    <${Headline} invoices=${(isEmpty ? older.value : invoices.value) && list} concerns=${concerns} />
    <${Notice} of=${invoices} what="the invoices" />
    <section aria-labelledby="coverage">
      <h2 id="coverage">What should be there, and what is</h2>
      <${Coverage} invoices=${list} unbilled=${open} />
      <p class="under">
        <button type="button" onClick=${() => setParams(address, { months: String(months + 12) })}>A year further back</button>
        <a href=${addressOf('invoices')}>All invoices as a list</a>
      </p>
    </section>
    <section aria-labelledby="proofs">
      <h2 id="proofs">Invoices, explained to the cent</h2>
      ${list.length === 0 && isEmpty && older.value ? html`<${FirstSteps} />` : null}
      <div class="cards">${list.slice(0, 12).map((invoice) => html`<${ProofCard} key=${invoice.invoiceId} invoice=${invoice} />`)}</div>
    </section>
  `;
}

function Headline({ invoices, concerns }: { invoices: Invoice[] | undefined; concerns: Concern[] }) {
  if (!invoices) return null;
  const newest = invoices.map(monthOf).sort().at(-1);
  const ofNewest = invoices.filter((invoice) => monthOf(invoice) === newest);
  const proved = ofNewest.filter(({ proof }) => proof?.state === 'proved').length;
  const rest = ofNewest.length - proved;
  return html`<section class="headline" aria-label="In short">
    ${
      newest
        ? html`<p class="lead">${newest}: ${count(ofNewest.length)} ${ofNewest.length === 1 ? 'invoice' : 'invoices'}, ${rest === 0 ? (proved === 1 ? 'proved' : 'all proved') : `${proved} proved, ${rest} not yet`}.</p>`
        : html`<p class="lead">No invoice is known yet.</p>`
    }
    ${
      concerns.length === 0
        ? html`<p class="status good"><i aria-hidden="true">✓</i>Nothing needs you.</p>`
        : html`<ul class="concerns">
            ${concerns.map(({ tone, text, href }) => html`<li class=${tone}><a href=${href}>${text}</a></li>`)}
          </ul>`
    }
  </section>`;
}

function FirstSteps() {
  return html`<div class="notice">
    <p>No invoice has landed yet. Discovery finds closed invoices by itself every day; <a href=${addressOf('start')}>start an export or a backfill</a> to have one now.</p>
    <p>An invoice is proved when both its ${kindName('billedUsage').toLowerCase()} and its ${kindName('billedReconciliation').toLowerCase()} have landed.</p>
  </div>`;
}

function monthsAgo(months: number): string {
  const at = new Date();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() - months);
  return at.toISOString().slice(0, 7);
}
