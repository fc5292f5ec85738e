import type { Changes } from '../api.ts';
import { count, size } from '../format.ts';
import { html } from '../html.ts';
import { Amount } from '../parts/amount.ts';
import { Share } from '../parts/bars.ts';

/** What a restatement changed: sums, groups, and every customer whose sum differs. */
export function ChangesTable({ changes }: { changes: Changes }) {
  const { sums, lines, groups, customers, from, to } = changes;
  const most = Math.max(...customers.map(({ difference }) => Math.abs(size(difference))), 0);
  return html`<details class="changes" open>
    <summary>What changed between <span class="id">${from}</span> and <span class="id">${to}</span></summary>
    <p>${count(lines.before)} lines before, ${count(lines.after)} after; groups: ${count(groups.added)} added, ${count(groups.removed)} removed, ${count(groups.changed)} changed.</p>
    <ul>${sums.map(({ column, currency, difference }) => html`<li>${column}: <${Amount} value=${difference} currency=${currency} sign=${true} /></li>`)}</ul>
    ${
      customers.length > 0 &&
      html`<div class="scroll" tabindex="0" role="group" aria-label="Changes by customer"><table>
        <caption class="hidden">Changes by customer, greatest first</caption>
        <thead><tr><th scope="col">Customer</th><th scope="col" class="number">Before</th><th scope="col" class="number">After</th><th scope="col" class="number">Difference</th><th scope="col"><span class="hidden">Share</span></th></tr></thead>
        <tbody>${customers.slice(0, 100).map(
          (each) => html`<tr>
            <th scope="row">${each.customerName || each.customerId}<div class="sub id">${each.customerId}</div></th>
            <td class="number"><${Amount} value=${each.before} /></td><td class="number"><${Amount} value=${each.after} /></td>
            <td class="number"><${Amount} value=${each.difference} currency=${each.currency} sign=${true} /></td>
            <td><${Share} of=${each.difference} most=${most} negative=${each.difference.startsWith('-')} /></td>
          </tr>`,
        )}</tbody>
      </table></div>`
    }
  </details>`;
}
