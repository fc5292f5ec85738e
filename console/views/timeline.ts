import type { Export } from '../api.ts';
import { duration, time } from '../format.ts';
import { html } from '../html.ts';

interface Stretch {
  phase: string;
  fromMs: number;
  toMs: number;
}

/** The phases of a run side by side, each as long as it took. */
export function Timeline({ run }: { run: Export }) {
  const stretches = stretchesOf(run);
  const first = stretches[0];
  const last = stretches.at(-1);
  if (!first || !last) return null;
  const wholeMs = Math.max(last.toMs - first.fromMs, 1);
  return html`<ol class="timeline" aria-label="Phases of the run">
    ${stretches.map(
      ({
        phase,
        fromMs,
        toMs,
      }) => html`<li class=${phase} style=${{ flexGrow: Math.max((toMs - fromMs) / wholeMs, 0.04) }} title="${phase}, since ${time(new Date(fromMs).toISOString())}">
        <span>${phase}</span> <b>${duration(toMs - fromMs)}</b>
      </li>`,
    )}
  </ol>
  ${run.attempt && run.attempt > 1 ? html`<p class="sub">Operation ${run.attempt}: Microsoft lost the one before, and the export was submitted anew.</p>` : null}`;
}

function stretchesOf({ phases = [], endedAt }: Export): Stretch[] {
  const endMs = endedAt ? Date.parse(endedAt) : Date.now();
  return phases.map(({ phase, enteredAt }, index) => {
    const fromMs = Date.parse(enteredAt);
    const next = phases[index + 1];
    return { phase, fromMs, toMs: Math.max(fromMs, next ? Date.parse(next.enteredAt) : endMs) };
  });
}
