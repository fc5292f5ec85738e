import { statusName } from '../format.ts';
import { html } from '../html.ts';

/** How bad a state is decides its colour; its sign and its word say the same without one. */
const TONES: Record<string, 'good' | 'busy' | 'quiet' | 'bad' | 'warn'> = {
  completed: 'good',
  unchanged: 'good',
  landed: 'good',
  proved: 'good',
  done: 'good',
  running: 'busy',
  queued: 'busy',
  waiting: 'busy',
  pending: 'busy',
  noData: 'quiet',
  notApplicable: 'quiet',
  cancelled: 'quiet',
  off: 'quiet',
  missing: 'warn',
  usageMissing: 'warn',
  rejected: 'bad',
  failed: 'bad',
  unexplained: 'bad',
};

const SIGNS = { good: '✓', busy: '…', quiet: '–', bad: '✕', warn: '!' };

export function toneOf(state: string): keyof typeof SIGNS {
  return TONES[state] ?? 'quiet';
}

export function signOf(state: string): string {
  return SIGNS[toneOf(state)];
}

export function Status({ state }: { state: string }) {
  return html`<span class="status ${toneOf(state)}"><i aria-hidden="true">${signOf(state)}</i>${statusName(state)}</span>`;
}
