import { useEffect, useRef } from 'preact/hooks';
import { type Address, addressOf, useAddress } from './address.ts';
import { html } from './html.ts';
import { CostView } from './views/cost.ts';
import { HealthView } from './views/health.ts';
import { InvoiceView } from './views/invoice.ts';
import { Invoices } from './views/invoices.ts';
import { Overview } from './views/overview.ts';
import { Run } from './views/run.ts';
import { Runs } from './views/runs.ts';
import { Start } from './views/start.ts';

const DOORS: readonly [view: string, name: string, more: readonly string[]][] = [
  ['overview', 'Overview', []],
  ['invoices', 'Invoices', ['invoice']],
  ['runs', 'Runs', ['run']],
  ['cost', 'Cost', []],
  ['health', 'Health', []],
  ['start', 'Start', []],
];

export function App() {
  const address = useAddress();
  const main = useRef<HTMLElement>(null);
  const place = `${address.view}/${address.id}`;
  const first = useRef(place);
  useEffect(() => {
    document.title = `${[address.id, DOORS.find(([view]) => view === address.view)?.[1]].filter(Boolean).join(' · ') || 'Partner billing'} – Partner billing`;
    // A reader that hears the page is told where it went; the first page needs no such jump.
    if (first.current !== place) main.current?.focus();
    first.current = place;
  }, [place]);
  return html`
    <a class="skip" href="#main" onClick=${(event: Event) => {
      event.preventDefault();
      main.current?.focus();
    }}>To the content</a>
    <header class="top">
      <a class="name" href=${addressOf('overview')}>Partner billing</a>
      <nav aria-label="Views">
        ${DOORS.map(
          ([view, name, more]) =>
            html`<a href=${addressOf(view)} aria-current=${address.view === view ? 'page' : more.includes(address.view) ? 'true' : undefined}>${name}</a>`,
        )}
      </nav>
    </header>
    <main id="main" tabindex="-1" ref=${main}>${viewOf(address)}</main>
    <footer>Times are UTC. Amounts are exact; digits beyond the cent are dimmed, and copied with the rest.</footer>
  `;
}

function viewOf(address: Address) {
  switch (address.view) {
    case 'invoices':
      return html`<${Invoices} address=${address} />`;
    case 'invoice':
      return html`<${InvoiceView} key=${address.id} id=${address.id} />`;
    case 'runs':
      return html`<${Runs} address=${address} />`;
    case 'run':
      return html`<${Run} key=${address.id} id=${address.id} />`;
    case 'cost':
      return html`<${CostView} address=${address} />`;
    case 'health':
      return html`<${HealthView} />`;
    case 'start':
      return html`<${Start} address=${address} />`;
    default:
      return html`<h1 class="hidden">Overview</h1><${Overview} address=${address} />`;
  }
}
