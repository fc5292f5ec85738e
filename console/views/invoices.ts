import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Address, addressOf, setParams } from '../address.ts';
import { ApiError, get, type Invoice, nextToken, type Page, query } from '../api.ts';
import { statusName } from '../format.ts';
import { html } from '../html.ts';
import { Amount } from '../parts/amount.ts';
import { Notice } from '../parts/notice.ts';
import { Status } from '../parts/status.ts';
import { Windowed } from '../parts/windowed.ts';
import { monthOf } from './months.ts';

const STATES = ['', 'proved', 'usageMissing', 'unexplained', 'pending', 'notApplicable'];

/** Every invoice, newest first, read a page at a time as the list is scrolled. */
export function Invoices({ address }: { address: Address }) {
  const { state = '', month = '' } = address.params;
  const { rows, error, more } = usePages<Invoice>('invoices', { state, top: 100 });
  const shown = month ? rows?.filter((invoice) => monthOf(invoice) === month) : rows;
  return html`
    <h1>Invoices</h1>
    <form class="filters" onSubmit=${(event: Event) => event.preventDefault()}>
      <label>Proof <select value=${state} onChange=${(event: Event) => setParams(address, { state: chosen(event) })}>
        ${STATES.map((each) => html`<option value=${each}>${each ? statusName(each) : 'any'}</option>`)}
      </select></label>
      <label>Month <input type="month" value=${month} onChange=${(event: Event) => setParams(address, { month: chosen(event) })} /></label>
    </form>
    <${Notice} of=${{ value: rows, error }} what="the invoices" />
    ${shown && html`<${Windowed} label="Invoices" rows=${shown} onEnd=${more} row=${row} />`}
    ${shown?.length === 0 ? html`<p class="notice">No invoice fits.</p>` : null}
  `;
}

function row(invoice: Invoice) {
  const { invoiceId, currency, totalCharges, proof } = invoice;
  return html`<a class="row" href=${addressOf('invoice', invoiceId)}>
    <${Status} state=${proof?.state ?? 'pending'} />
    <span class="wide">${invoiceId}</span>
    <span>${monthOf(invoice)}</span>
    <${Amount} value=${totalCharges} currency=${currency ?? ''} />
  </a>`;
}

export function chosen(event: Event): string {
  return event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
    ? event.target.value
    : '';
}

/** A list of the API that is read further on demand, one request at a time. */
export function usePages<T>(route: string, params: Readonly<Record<string, string | number>>) {
  const first = `${route}${query(params)}`;
  const [state, setState] = useState<{
    first: string;
    rows?: T[];
    next?: string | undefined;
    busy: boolean;
    error?: ApiError;
  }>({ first, busy: false });
  const current = state.first === first ? state : { first, busy: false };
  const { next, busy, rows } = current as typeof state;
  const read = useCallback(
    async (token?: string) => {
      setState((before) => ({ ...(before.first === first ? before : { first }), busy: true }));
      try {
        const page = await get<Page<T>>(`${route}${query({ ...params, continuationToken: token })}`);
        setState((before) => ({
          first,
          rows: [...(token && before.first === first ? (before.rows ?? []) : []), ...page.value],
          next: nextToken(page),
          busy: false,
        }));
      } catch (error) {
        const failure = error instanceof ApiError ? error : new ApiError(0, { detail: String(error) });
        setState((before) => ({ ...before, first, busy: false, error: failure }));
      }
    },
    [first],
  );
  useEffect(() => void read(), [read]);
  const more = next !== undefined && !busy ? () => void read(next) : undefined;
  return { rows, error: (current as typeof state).error, more, again: () => void read() };
}
