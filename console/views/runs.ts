import { useEffect } from 'preact/hooks';
import { type Address, addressOf, setParams } from '../address.ts';
import { EXPORT_STATUSES, type Export } from '../api.ts';
import { bytes, count, KIND_NAMES, kindName, statusName, time } from '../format.ts';
import { html } from '../html.ts';
import { Notice } from '../parts/notice.ts';
import { Status } from '../parts/status.ts';
import { Windowed } from '../parts/windowed.ts';
import { chosen, usePages } from './invoices.ts';

const EVERY_MS = 5_000;

/** Every run, newest first, with live progress while something runs and the list has not been read further. */
export function Runs({ address }: { address: Address }) {
  const { status = '', kind = '' } = address.params;
  const { rows, error, more, again } = usePages<Export>('exports', { status, kind, top: 100 });
  const isLive = rows !== undefined && rows.length <= 100 && rows.some(({ endedAt }) => endedAt === null);
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setInterval(() => document.hidden || again(), EVERY_MS);
    return () => clearInterval(timer);
  }, [isLive, status, kind]);
  return html`
    <h1>Runs</h1>
    <form class="filters" onSubmit=${(event: Event) => event.preventDefault()}>
      <label>Status <select value=${status} onChange=${(event: Event) => setParams(address, { status: chosen(event) })}>
        <option value="">any</option>${EXPORT_STATUSES.map((each) => html`<option value=${each}>${statusName(each)}</option>`)}
      </select></label>
      <label>Kind <select value=${kind} onChange=${(event: Event) => setParams(address, { kind: chosen(event) })}>
        <option value="">any</option>${Object.keys(KIND_NAMES).map((each) => html`<option value=${each}>${kindName(each)}</option>`)}
      </select></label>
      <button type="button" onClick=${again}>Look again</button>
    </form>
    <${Notice} of=${{ value: rows, error }} what="the runs" />
    ${rows && html`<${Windowed} label="Runs" rows=${rows} onEnd=${more} row=${row} />`}
    ${rows?.length === 0 ? html`<p class="notice">No run fits.</p>` : null}
  `;
}

function row(run: Export) {
  const { id, status, phase, progress, startedAt, error, request } = run;
  return html`<a class="row" href=${addressOf('run', id)}>
    <${Status} state=${status} />
    <span class="wide">${kindName(request.kind)} <b>${request.invoiceId ?? `${request.currencyCode} ${request.month ?? ''}`}</b>${error ? html` <span class="code">${error.code}</span>` : null}</span>
    <span class="narrow">${status === 'running' ? `${phase ?? ''}${progress ? ` ${count(progress.filesDone)}/${count(progress.filesTotal)} files` : ''}` : progress ? bytes(progress.bytes) : ''}</span>
    <span class="narrow">${time(startedAt)}</span>
  </a>`;
}
