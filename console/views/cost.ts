import { type Address, addressOf, setParams } from '../address.ts';
import { type Cost, type Invoice, type Page, query } from '../api.ts';
import { difference, monthBefore, size, total } from '../format.ts';
import { html } from '../html.ts';
import { Amount } from '../parts/amount.ts';
import { Bars, Share } from '../parts/bars.ts';
import { Notice } from '../parts/notice.ts';
import { usePoll } from '../usePoll.ts';
import { chosen } from './invoices.ts';
import { monthOf } from './months.ts';

const MOST_MONTHS = 36;

/** What it cost: by month, and of one month by customer, with what moved since the month before. */
export function CostView({ address }: { address: Address }) {
  const invoices = usePoll<Page<Invoice>>('invoices?top=500', 60_000);
  const list = invoices.value?.value ?? [];
  const currencies = [...new Set(list.flatMap(({ currency }) => (currency ? [currency] : [])))].sort();
  const currency = address.params.currency ?? currencies[0] ?? '';
  const sums = sumsByMonth(list, currency);
  const month = address.params.month ?? sums.at(-1)?.[0] ?? '';
  return html`
    <h1>Cost</h1>
    <form class="filters" onSubmit=${(event: Event) => event.preventDefault()}>
      <label>Currency <select value=${currency} onChange=${(event: Event) => setParams(address, { currency: chosen(event) })}>
        ${currencies.map((each) => html`<option value=${each}>${each}</option>`)}
      </select></label>
      <label>Month <select value=${month} onChange=${(event: Event) => setParams(address, { month: chosen(event) })}>
        ${sums.map(([each]) => html`<option value=${each}>${each}</option>`)}
      </select></label>
    </form>
    <${Notice} of=${invoices} what="the sums" />
    ${
      sums.length > 0 &&
      html`<section aria-labelledby="months"><h2 id="months">By month, ${currency}, as invoiced</h2>
      <${Bars} title="Cost by month in ${currency}" bars=${sums.slice(-MOST_MONTHS).map(([each, amount]) => ({ label: each, amount, current: each === month, href: addressOf('cost', '', { currency, month: each }) }))} />
    </section>`
    }
    ${month && currency && html`<${Customers} month=${month} currency=${currency} />`}
    ${invoices.value && sums.length === 0 ? html`<p class="notice">No sums yet: they come with the first analysis of a landed invoice.</p>` : null}
  `;
}

/** The reconciliation of an invoice is all of it; where it has not landed, its usage is what is known. */
function sumsByMonth(invoices: readonly Invoice[], currency: string): [string, string][] {
  const months = new Map<string, string[]>();
  for (const invoice of invoices) {
    const sum = invoice.kinds.billedReconciliation?.sum ?? invoice.kinds.billedUsage?.sum;
    if (invoice.currency !== currency || !sum) continue;
    const month = monthOf(invoice);
    months.set(month, [...(months.get(month) ?? []), sum]);
  }
  return [...months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([month, all]) => [month, total(all)]);
}

function Customers({ month, currency }: { month: string; currency: string }) {
  const now = usePoll<Page<Cost>>(`costs${query({ month, currency })}`, 60_000);
  const before = usePoll<Page<Cost>>(`costs${query({ month: monthBefore(month), currency })}`, 60_000);
  const rows = movers(now.value?.value ?? [], before.value?.value ?? []);
  const most = Math.max(...rows.map(({ sum }) => Math.abs(size(sum))), 0);
  return html`<section aria-labelledby="customers">
    <h2 id="customers">By customer, ${month}, before tax</h2>
    <${Notice} of=${now} what="the customers" />
    ${
      rows.length > 0 &&
      html`<div class="scroll" tabindex="0" role="group" aria-label="Cost by customer"><table>
        <caption class="hidden">Cost by customer in ${month}, greatest first</caption>
        <thead><tr><th scope="col">Customer</th><th scope="col" class="number">${month}</th><th scope="col" class="number">${monthBefore(month)}</th><th scope="col" class="number">Moved by</th><th scope="col"><span class="hidden">Share</span></th></tr></thead>
        <tbody>${rows.slice(0, 200).map(
          (each) => html`<tr>
            <th scope="row">${each.customerName || each.customerId}<div class="sub id">${each.customerId}</div></th>
            <td class="number"><${Amount} value=${each.sum} /></td><td class="number"><${Amount} value=${each.before} /></td>
            <td class="number"><${Amount} value=${each.moved} sign=${true} /></td><td><${Share} of=${each.sum} most=${most} /></td>
          </tr>`,
        )}</tbody>
      </table></div>
      ${rows.length > 200 ? html`<p class="sub">The 200 greatest of ${rows.length}.</p>` : null}`
    }
    ${now.value && rows.length === 0 ? html`<p class="notice">No customers are known of this month.</p>` : null}
  </section>`;
}

function movers(now: readonly Cost[], before: readonly Cost[]) {
  const earlier = new Map(before.map((each) => [each.customerId, each]));
  const rows = now.map((each) => ({ ...each, before: earlier.get(each.customerId)?.sum ?? '0.00' }));
  const gone = before
    .filter(({ customerId }) => !now.some((each) => each.customerId === customerId))
    .map((each) => ({ ...each, before: each.sum, sum: '0.00' }));
  return [...rows, ...gone]
    .map((each) => ({ ...each, moved: difference(each.sum, each.before) }))
    .sort((a, b) => Math.abs(size(b.sum)) - Math.abs(size(a.sum)));
}
