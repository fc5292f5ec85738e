import type { ApiError } from '../api.ts';
import { html } from '../html.ts';
import type { Polled } from '../usePoll.ts';

/** What stands where an answer is not there yet, or will not come. */
export function Notice({ of, what }: { of: Pick<Polled<unknown>, 'value' | 'error'>; what: string }) {
  if (of.error) return html`<${Refusal} error=${of.error} what=${what} />`;
  return of.value === undefined ? html`<p class="notice" role="status">Reading ${what} …</p>` : null;
}

export function Refusal({ error, what }: { error: ApiError; what: string }) {
  return html`<div class="notice bad" role="alert">
    <p><strong>${error.code}</strong> ${what}: ${error.message}</p>
    ${error.errors.length > 0 && html`<ul>${error.errors.map(({ path, message }) => html`<li><code>${path}</code> ${message}</li>`)}</ul>`}
  </div>`;
}
