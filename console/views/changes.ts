import type { Change } from '../api.ts';
import { size } from '../format.ts';
import { html } from '../html.ts';
import { Amount } from '../parts/amount.ts';
import { Share } from '../parts/bars.ts';

/** Whose sums a restatement changed, greatest first. */
export function ChangesTable({
  of,
  customers,
  path,
}: {
  of: string;
  customers: readonly Change[];
  path: string | null;
}) {
  const most = Math.max(...customers.map(({ difference }) => Math.abs(size(difference))), 0);
  return html`<details class="changes" open>
    <summary>What version <span class="id">${of}</span> changed, by customer</summary>
    <div class="scroll" tabindex="0" role="group" aria-label="Changes by customer"><table>
      <caption class="hidden">Changes by customer, greatest first</caption>
      <thead><tr><th scope="col">Customer</th><th scope="col" class="number">Before</th><th scope="col" class="number">After</th><th scope="col" class="number">Difference</th><th scope="col"><span class="hidden">Share</span></th></tr></thead>
      <tbody>${customers.map(
        (each) => html`<tr>
          <th scope="row">${each.customerName || each.customerId}<div class="sub id">${each.customerId}</div></th>
          <td class="number"><${Amount} value=${each.before} /></td><td class="number"><${Amount} value=${each.after} /></td>
          <td class="number"><${Amount} value=${each.difference} currency=${each.currency} sign=${true} /></td>
          <td><${Share} of=${each.difference} most=${most} negative=${each.difference.startsWith('-')} /></td>
        </tr>`,
      )}</tbody>
    </table></div>
    ${path && html`<p class="sub">All of it: <span class="id">${path}</span></p>`}
  </details>`;
}
