import type { Check, Health } from '../api.ts';
import { html } from '../html.ts';
import { Notice } from '../parts/notice.ts';
import { Remedy } from '../parts/remedy.ts';
import { usePoll } from '../usePoll.ts';

const NAMES: Record<string, string> = {
  settings: 'Settings',
  landing: 'Landing account',
  graph: 'Microsoft Graph',
  partnerCenter: 'Partner Center',
  events: 'Event Grid topic',
};

const REMEDIES: Record<string, string> = {
  settings: 'Correct the settings that are listed and restart the app.',
  landing:
    'Check that the account can be reached and that the identity has the role Storage Blob Data Contributor on the container.',
  graph: 'Check the identity and its consent to PartnerBilling.Read.All.',
  partnerCenter: 'Register the app in Partner Center (docs/deploy.md, step 5); exports by hand go on working.',
  events: 'Check the topic and the role EventGrid Data Sender.',
};

/** Every light, and behind each red one what to do. */
export function HealthView() {
  const health = usePoll<Health>('health', 30_000);
  return html`
    <h1>Health</h1>
    <${Notice} of=${health} what="the health" />
    <ul class="lights">${Object.entries(health.value?.checks ?? {}).map(([name, check]) => html`<${Light} name=${name} check=${check} />`)}</ul>
  `;
}

function Light({ name, check }: { name: string; check: Check }) {
  const code = /^([A-Z]\w+): /.exec(check.detail ?? '')?.[1];
  return html`<li>
    <h2><span class="status ${check.ok ? 'good' : 'bad'}"><i aria-hidden="true">${check.ok ? '✓' : '✕'}</i>${NAMES[name] ?? name}</span></h2>
    <p>${check.ok ? 'Fine' : 'Not healthy'}${check.detail ? `: ${check.detail}` : ''}</p>
    ${check.errors && html`<ul>${check.errors.map((fault) => html`<li><code>${fault.name}</code> ${fault.message}</li>`)}</ul>`}
    ${!check.ok && (code ? html`<${Remedy} failure=${{ code, message: check.detail ?? '' }} />` : html`<p><strong>${REMEDIES[name] ?? 'See docs/operate.md.'}</strong></p>`)}
  </li>`;
}
