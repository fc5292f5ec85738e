import { addressOf } from '../address.ts';
import type { Invoice, KindState, UnbilledMonth } from '../api.ts';
import { kindName, statusName } from '../format.ts';
import { html } from '../html.ts';
import { signOf, toneOf } from '../parts/status.ts';
import { monthOf } from './months.ts';

interface Cell {
  /** How many documents there are in each state. */
  states: Map<string, number>;
  /** Where to look closer. */
  href: string;
}

/** Months across, kinds and currencies down: one cell a state, the worst first. */
export function Coverage({ invoices, unbilled }: { invoices: readonly Invoice[]; unbilled: readonly UnbilledMonth[] }) {
  const { rows, months } = gridOf(invoices, unbilled);
  if (months.length === 0) return null;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Coverage by month">
    <table class="coverage">
      <thead>
        <tr>
          <th scope="col">Kind</th>
          ${months.map((month) => html`<th scope="col">${month}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${[...rows].map(
          ([name, cells]) => html`<tr>
            <th scope="row">${name}</th>
            ${months.map((month) => html`<td><${CellMark} cell=${cells.get(month)} name=${`${name}, ${month}`} /></td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const ORDER = ['bad', 'warn', 'busy', 'good', 'quiet'];

function CellMark({ cell, name }: { cell: Cell | undefined; name: string }) {
  if (!cell) return html`<span class="empty" aria-label="${name}: nothing is due">·</span>`;
  const states = [...cell.states].sort(([a], [b]) => ORDER.indexOf(toneOf(a)) - ORDER.indexOf(toneOf(b)));
  const [worst = 'missing'] = states[0] ?? [];
  // What the service has nothing of is not missing.
  const total = states.reduce((sum, [state, many]) => sum + (toneOf(state) === 'quiet' ? 0 : many), 0);
  const done = states.reduce((sum, [state, many]) => sum + (toneOf(state) === 'good' ? many : 0), 0);
  const words = states.map(([state, many]) => `${many} ${statusName(state).toLowerCase()}`).join(', ');
  return html`<a class="cell ${toneOf(worst)}" href=${cell.href} aria-label="${name}: ${words}" title=${words}>
    <i aria-hidden="true">${signOf(worst)}</i><span aria-hidden="true">${total === 0 ? '' : done === total ? total : `${done}/${total}`}</span>
  </a>`;
}

function gridOf(invoices: readonly Invoice[], unbilled: readonly UnbilledMonth[]) {
  const rows = new Map<string, Map<string, Cell>>();
  const months = new Set<string>();
  const note = (kind: string, currency: string, month: string, state: KindState, href: string) => {
    const name = `${kindName(kind)}, ${currency}`;
    const cells = rows.get(name) ?? new Map<string, Cell>();
    const cell = cells.get(month) ?? { states: new Map<string, number>(), href };
    // Several documents share a cell: then it leads to the list of them.
    if (cell.href !== href) cell.href = addressOf('invoices', '', { month });
    cell.states.set(state.status, (cell.states.get(state.status) ?? 0) + 1);
    rows.set(name, cells.set(month, cell));
    months.add(month);
  };
  for (const invoice of invoices) {
    for (const [kind, state] of Object.entries(invoice.kinds)) {
      note(kind, invoice.currency ?? '?', monthOf(invoice), state, addressOf('invoice', invoice.invoiceId));
    }
  }
  for (const { month, currency, kinds } of unbilled) {
    for (const [kind, state] of Object.entries(kinds)) {
      note(kind, currency, month, state, addressOf('runs', '', { kind }));
    }
  }
  return { rows: new Map([...rows].sort(([a], [b]) => a.localeCompare(b))), months: [...months].sort().reverse() };
}
