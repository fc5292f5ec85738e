import { useState } from 'preact/hooks';
import { addressOf } from '../address.ts';
import { ApiError, type Export, post } from '../api.ts';
import { bytes, count, duration, kindName, time } from '../format.ts';
import { html } from '../html.ts';
import { Amount } from '../parts/amount.ts';
import { Notice, Refusal } from '../parts/notice.ts';
import { Remedy } from '../parts/remedy.ts';
import { Status } from '../parts/status.ts';
import { usePoll } from '../usePoll.ts';
import { Timeline } from './timeline.ts';

const isEnded = ({ endedAt }: Export) => endedAt !== null;

/** One run: where it stands, what it waits for, what it brought, and if it went wrong, why and what to do. */
export function Run({ id }: { id: string }) {
  const run = usePoll<Export>(`exports/${encodeURIComponent(id)}?include=phases`, (value) =>
    isEnded(value) ? 30_000 : 2_000,
  );
  const { value } = run;
  return html`
    <h1>${value ? `${kindName(value.request.kind)} ${value.request.invoiceId ?? `${value.request.currencyCode} ${value.request.month}`}` : id}</h1>
    <${Notice} of=${run} what="the run" />
    ${value && html`<${Body} run=${value} onChange=${run.again} />`}
  `;
}

function Body({ run, onChange }: { run: Export; onChange: () => void }) {
  const { status, phase, progress, result, error, warnings, analysis, request } = run;
  return html`
    <p class="state" role="status"><${Status} state=${status} />${phase ? html` <span>${phase}</span>` : null}</p>
    ${error && html`<${Remedy} failure=${error} />`}
    ${warnings.map((warning) => html`<${Remedy} failure=${warning} tone="warn" />`)}
    <${Timeline} run=${run} />
    ${progress && html`<${Progress} progress=${progress} />`}
    <dl class="sums">
      <dt>Started</dt><dd>${time(run.startedAt)}</dd>
      <dt>Ended</dt><dd>${time(run.endedAt)}${run.startedAt && run.endedAt ? ` (${duration(Date.parse(run.endedAt) - Date.parse(run.startedAt))})` : ''}</dd>
      ${
        result &&
        html`<dt>Version</dt><dd class="id">${result.version}</dd><dt>Manifest</dt><dd class="id">${result.manifest}</dd>
      <dt>Landed</dt><dd>${count(result.files)} files, ${count(result.lines)} lines, ${bytes(result.bytes)}</dd>`
      }
      ${request.invoiceId && status !== 'rejected' && html`<dt>Invoice</dt><dd><a href=${addressOf('invoice', request.invoiceId)}>${request.invoiceId}</a>: versions, what they changed, proof</dd>`}
    </dl>
    ${analysis && html`<${AnalysisPart} analysis=${analysis} />`}
    <${Actions} run=${run} onChange=${onChange} />
  `;
}

function Progress({ progress }: { progress: NonNullable<Export['progress']> }) {
  const { filesDone, filesTotal } = progress;
  return html`<p class="progress">
    <progress max=${filesTotal || 1} value=${filesDone} aria-label="Files that have landed"></progress>
    <span>${count(filesDone)} of ${count(filesTotal)} files, ${count(progress.lines)} lines, ${bytes(progress.bytes)}</span>
  </p>`;
}

function AnalysisPart({ analysis }: { analysis: NonNullable<Export['analysis']> }) {
  const { state, sums = [], table, drift = [], driftTotal = drift.length, warnings = [] } = analysis;
  return html`<section aria-labelledby="analysis">
    <h2 id="analysis">Analysis</h2>
    <p><${Status} state=${state === 'done' ? 'completed' : state} /></p>
    ${warnings.map((warning) => html`<${Remedy} failure=${warning} tone="warn" />`)}
    <dl class="sums">
      ${sums.map(({ column, currency, sum }) => html`<dt>${column}</dt><dd><${Amount} value=${sum} currency=${currency} /></dd>`)}
      ${table && html`<dt>Table</dt><dd><span class="id">${table.path}</span>, version ${table.version}, ${count(table.rows)} rows</dd>`}
    </dl>
    ${
      drift.length > 0 &&
      html`<h3>Microsoft's data has changed its form (${count(driftTotal)})</h3>
      <ul>${drift.map(({ code, column, message }) => html`<li><b>${code}</b> <code>${column}</code> ${message}</li>`)}</ul>`
    }
  </section>`;
}

function Actions({ run, onChange }: { run: Export; onChange: () => void }) {
  const [error, setError] = useState<ApiError>();
  const [done, setDone] = useState('');
  const act = async (path: string, body: object, said: string) => {
    setError(undefined);
    try {
      await post(path, body);
      setDone(said);
      onChange();
    } catch (failure) {
      setError(failure instanceof ApiError ? failure : new ApiError(0, { detail: String(failure) }));
    }
  };
  const { month: _, ...request } = run.request;
  const curl = `curl -sS -X POST "$API_URL/exports" -H "x-functions-key: $KEY" -H 'content-type: application/json' \\\n  -d '${JSON.stringify(request)}'`;
  return html`<section aria-labelledby="actions">
    <h2 id="actions">Do</h2>
    <p class="buttons">
      ${isEnded(run) ? html`<button type="button" onClick=${() => act('exports', request, 'Started.')}>Export again</button>` : html`<button type="button" onClick=${() => act(`exports/${run.id}/cancel`, {}, 'Cancelled: nothing half-written becomes visible.')}>Cancel this run</button>`}
      ${run.result && html`<button type="button" onClick=${() => act('analyses', { exports: [run.id] }, 'The analysis is made again.')}>Analyse again</button>`}
    </p>
    <p role="status">${done}</p>
    ${error && html`<${Refusal} error=${error} what="refused" />`}
    <details><summary>The same from a shell</summary><pre tabindex="0">${curl}</pre></details>
  </section>`;
}
