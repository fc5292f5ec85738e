import { useState } from 'preact/hooks';
import { type Address, addressOf } from '../address.ts';
import { ApiError, post } from '../api.ts';
import { bytes, count, KIND_NAMES, kindName } from '../format.ts';
import { type Child, html } from '../html.ts';
import { Refusal } from '../parts/notice.ts';

type Values = Record<string, string>;

/** Forms for everything that can be started. What starts many things is shown first and started second. */
export function Start({ address }: { address: Address }) {
  return html`
    <h1>Start</h1>
    <div class="forms"><${ExportForm} /><${BackfillForm} from=${address.params.from ?? ''} /><${AnalysisForm} /></div>
  `;
}

/** A form that sends its fields; `children` are the fields, `answered` what is shown of an answer. */
function Form<T>({
  title,
  hint,
  button,
  send,
  answered,
  children,
}: {
  title: string;
  hint: string;
  button: string;
  send: (values: Values) => Promise<T>;
  answered: (answer: T, values: Values) => Child;
  children: Child;
}) {
  const [state, setState] = useState<{ busy: boolean; error?: ApiError; answer?: Child }>({ busy: false });
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const values: Values = {};
    for (const [name, value] of new FormData(event.target)) if (typeof value === 'string') values[name] = value.trim();
    setState({ busy: true });
    try {
      setState({ busy: false, answer: answered(await send(values), values) });
    } catch (error) {
      setState({ busy: false, error: error instanceof ApiError ? error : new ApiError(0, { detail: String(error) }) });
    }
  };
  return html`<form class="card" onSubmit=${submit} aria-label=${title}>
    <h2>${title}</h2>
    <p class="sub">${hint}</p>
    ${children}
    <p class="buttons"><button type="submit" disabled=${state.busy}>${state.busy ? 'Asking …' : button}</button></p>
    <div role="status">${state.answer}</div>
    ${state.error && html`<${Refusal} error=${state.error} what="refused" />`}
  </form>`;
}

function ExportForm() {
  const [kind, setKind] = useState('billedUsage');
  const unbilled = kind.startsWith('unbilled');
  const send = ({ force, ...values }: Values) =>
    post<{ id: string }>('exports', { ...values, ...(force ? { force: true } : {}) });
  return html`<${Form} title="An export" button="Start" hint="The same request while one runs joins it." send=${send}
    answered=${({ id }: { id: string }) => html`<p>Started: <a href=${addressOf('run', id)}>${id}</a></p>`}>
    <label>Kind <select name="kind" value=${kind} onChange=${(event: Event) => event.target instanceof HTMLSelectElement && setKind(event.target.value)}>
      ${Object.keys(KIND_NAMES).map((each) => html`<option value=${each}>${kindName(each)}</option>`)}
    </select></label>
    ${
      unbilled
        ? html`<label>Currency <input name="currencyCode" required pattern="[A-Z]{3}" placeholder="EUR" /></label>
          <label>Month <select name="billingPeriod"><option value="current">the open one</option><option value="last">the last one</option></select></label>`
        : html`<label>Invoice <input name="invoiceId" required placeholder="G000000001" /></label>`
    }
    <label class="check"><input type="checkbox" name="force" value="1" /> Copy every file again</label>
  </${Form}>`;
}

interface Plan {
  id?: string;
  value: { id: string; lines?: number; bytes?: number }[];
  refused: { invoiceId?: string; id?: string; code: string; message: string }[];
}

/** First what it would do, then, with the same values, the thing itself. */
function Planned({ plan, start }: { plan: Plan; start: () => Promise<{ id: string }> }) {
  const [started, setStarted] = useState<string>();
  const [error, setError] = useState<ApiError>();
  const go = () =>
    start().then(
      ({ id }) => setStarted(id),
      (failure) => setError(failure instanceof ApiError ? failure : new ApiError(0, { detail: String(failure) })),
    );
  const lines = plan.value.reduce((sum, each) => sum + (each.lines ?? 0), 0);
  const size = plan.value.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
  if (started)
    return html`<p>Started as <span class="id">${started}</span>. <a href=${addressOf('runs')}>See the runs</a></p>`;
  return html`<div>
    <p>${count(plan.value.length)} exports${lines ? `, ${count(lines)} lines, ${bytes(size)}` : ''}. Nothing has been started.</p>
    <ul class="ids">${plan.value.slice(0, 50).map(({ id }) => html`<li class="id">${id}</li>`)}</ul>
    ${plan.refused.length > 0 && html`<ul>${plan.refused.map((each) => html`<li><b>${each.code}</b> ${each.invoiceId ?? each.id}: ${each.message}</li>`)}</ul>`}
    <p class="buttons"><button type="button" onClick=${go}>Start these</button></p>
    ${error && html`<${Refusal} error=${error} what="refused" />`}
  </div>`;
}

function BackfillForm({ from: since }: { from: string }) {
  const body = ({ invoiceIds, from, to }: Values) =>
    invoiceIds ? { invoiceIds: invoiceIds.split(/[\s,;]+/).filter(Boolean) } : { from, to };
  return html`<${Form} title="A backfill" button="Show what it would do" hint="Invoices by date, or by number, a few at a time."
    send=${(values: Values) => post<Plan>('backfills', { ...body(values), dryRun: true })}
    answered=${(plan: Plan, values: Values) => html`<${Planned} plan=${plan} start=${() => post<{ id: string }>('backfills', body(values))} />`}>
    <label>From <input type="date" name="from" defaultValue=${since} /></label>
    <label>To <input type="date" name="to" defaultValue=${since && new Date().toISOString().slice(0, 10)} /></label>
    <label>or invoices <input name="invoiceIds" placeholder="G000000001, G000000002" /></label>
  </${Form}>`;
}

function AnalysisForm() {
  const body = ({ exports: ids, from, to }: Values) =>
    ids ? { exports: ids.split(/[\s,;]+/).filter(Boolean) } : from || to ? { from, to } : { all: true };
  return html`<${Form} title="An analysis" button="Show what it would do" hint="Makes figures and tables again from what has landed. Without a date: everything."
    send=${(values: Values) => post<Plan>('analyses', { ...body(values), dryRun: true })}
    answered=${(plan: Plan, values: Values) => html`<${Planned} plan=${plan} start=${() => post<{ id: string }>('analyses', body(values))} />`}>
    <label>From <input type="date" name="from" /></label>
    <label>To <input type="date" name="to" /></label>
    <label>or exports <input name="exports" placeholder="billed-usage-G000000001-full" /></label>
  </${Form}>`;
}
