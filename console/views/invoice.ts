import { addressOf } from '../address.ts';
import type { Group, InvoiceDetail, Proof } from '../api.ts';
import { count, kindName, statusName, time } from '../format.ts';
import { html } from '../html.ts';
import { Amount } from '../parts/amount.ts';
import { Notice } from '../parts/notice.ts';
import { Status } from '../parts/status.ts';
import { usePoll } from '../usePoll.ts';
import { ChangesTable } from './changes.ts';
import { PROOF_WORDS } from './proofWords.ts';

/** One invoice: its proof with the groups that do not tie, and of each kind its versions and what the newest changed. */
export function InvoiceView({ id }: { id: string }) {
  const detail = usePoll<InvoiceDetail>(`invoices/${encodeURIComponent(id)}`, 15_000);
  const { value } = detail;
  return html`
    <h1>Invoice ${id}</h1>
    <${Notice} of=${detail} what="the invoice" />
    ${value && (value.proof ? html`<${ProofDetail} proof=${value.proof} />` : html`<p class="notice">There is no proof yet: it is made when its lines have landed.</p>`)}
    ${value && Object.entries(value.kinds).map(([kind, of]) => html`<${Versions} kind=${kind} of=${of} currency=${value.currency} />`)}
  `;
}

function ProofDetail({ proof }: { proof: Proof }) {
  const { invoice, reconciliation, usage, groups, currency } = proof;
  return html`<section class="card large" aria-labelledby="proof">
    <header>
      <h2 id="proof">Proof</h2>
      <${Status} state=${proof.state} />
    </header>
    <p>${PROOF_WORDS[proof.state] ?? ''}</p>
    <dl class="sums">
      <dt>Invoice total (Partner Center)</dt><dd><${Amount} value=${invoice.totalCharges} currency=${currency} /></dd>
      <dt>Reconciliation, with tax</dt><dd><${Amount} value=${reconciliation?.total} currency=${currency} /></dd>
      <dt>Reconciliation, before tax</dt><dd><${Amount} value=${reconciliation?.subtotal} currency=${currency} /></dd>
      <dt>Daily usage, before tax</dt><dd><${Amount} value=${usage?.preTaxTotal} currency=${currency} /></dd>
      <dt>Lines minus invoice</dt><dd><${Amount} value=${invoice.difference} currency=${currency} sign=${true} /></dd>
    </dl>
    <p class="sub">The invoice ties to: ${invoice.tiesTo}. As of ${time(proof.asOf)}.</p>
    ${
      groups &&
      html`<p>${count(groups.compared)} groups compared: ${count(groups.withinRounding)} within rounding, ${count(groups.usageMissing)} with usage missing, ${count(groups.unexplained)} unexplained; together <${Amount} value=${groups.difference} currency=${currency} sign=${true} />.</p>`
    }
    ${groups?.worst && groups.worst.length > 0 ? html`<${Worst} groups=${groups.worst} />` : null}
  </section>`;
}

function Worst({ groups }: { groups: readonly Group[] }) {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Groups outside their bounds">
    <table>
      <caption>Groups outside what rounding explains, farthest first</caption>
      <thead><tr>
        <th scope="col">State</th><th scope="col">Customer</th><th scope="col">Product, SKU</th><th scope="col" class="number">Usage</th>
        <th scope="col" class="number">Reconciliation</th><th scope="col" class="number">Difference</th><th scope="col" class="number">Rounding explains</th>
      </tr></thead>
      <tbody>
        ${groups.map(
          (each) => html`<tr>
            <td>${statusName(each.state)}</td><td class="id">${each.customerId}</td><td class="id">${each.productId} ${each.skuId}</td>
            <td class="number"><${Amount} value=${each.usage} /></td><td class="number"><${Amount} value=${each.reconciliation} /></td>
            <td class="number"><${Amount} value=${each.difference} sign=${true} /></td>
            <td class="number"><${Amount} value=${each.lower} /> to <${Amount} value=${each.upper} /></td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

type KindDetail = InvoiceDetail['kinds'][string];

function Versions({ kind, of, currency }: { kind: string; of: KindDetail; currency: string | null }) {
  const { versions, status, lastRun, exportId } = of;
  const newest = versions[0];
  return html`<section aria-labelledby=${`versions-${kind}`}>
    <h2 id=${`versions-${kind}`}>${kindName(kind)} <${Status} state=${status} /></h2>
    ${
      exportId &&
      html`<p class="sub"><a href=${addressOf('run', exportId)}>Its latest run</a>${lastRun ? `: ${statusName(lastRun).toLowerCase()}` : ''}</p>`
    }
    ${versions.length > 0 && html`<${VersionTable} kind=${kind} versions=${versions} currency=${currency} />`}
    ${newest?.customers && newest.customers.length > 0 ? html`<${ChangesTable} of=${newest.version} customers=${newest.customers} path=${newest.changes} />` : null}
  </section>`;
}

function VersionTable({
  kind,
  versions,
  currency,
}: {
  kind: string;
  versions: KindDetail['versions'];
  currency: string | null;
}) {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Versions of ${kindName(kind)}">
    <table>
      <caption class="hidden">Versions of ${kindName(kind)}, newest first</caption>
      <thead><tr><th scope="col">Version</th><th scope="col" class="number">Lines</th><th scope="col" class="number">Sum</th><th scope="col" class="number">Against the one before</th></tr></thead>
      <tbody>
        ${versions.map(
          ({ version, lines, sum, difference }) => html`<tr>
            <th scope="row" class="id">${version}</th>
            <td class="number">${lines === null ? 'not analysed' : count(lines)}</td>
            <td class="number"><${Amount} value=${sum} currency=${currency ?? ''} /></td>
            <td class="number"><${Amount} value=${difference} sign=${true} /></td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
