import { size } from '../format.ts';
import { html } from '../html.ts';

export interface Bar {
  label: string;
  amount: string;
  href?: string;
  current?: boolean;
}

const HEIGHT = 160;
const STEP = 46;

/** Sums as a picture. Each bar says its exact sum; lengths alone are rounded. */
export function Bars({ bars, title }: { bars: readonly Bar[]; title: string }) {
  const most = Math.max(...bars.map(({ amount }) => Math.abs(size(amount))), 1e-9);
  const width = Math.max(bars.length * STEP, STEP);
  return html`<div class="chart" tabindex="0" role="group" aria-label=${title}>
    <svg viewBox="0 0 ${width} ${HEIGHT + 24}" width=${width} height=${HEIGHT + 24}>
      ${bars.map(({ label, amount, href, current }, index) => {
        const length = (Math.abs(size(amount)) / most) * (HEIGHT - 12);
        const bar = html`<g>
          <title>${label}: ${amount}</title>
          <rect x=${index * STEP} y="0" width=${STEP} height=${HEIGHT + 24} fill="transparent" />
          <rect class=${`bar${amount.startsWith('-') ? ' negative' : ''}${current ? ' current' : ''}`} x=${index * STEP + 7} y=${HEIGHT - length} width=${STEP - 14} height=${Math.max(length, 1)} rx="3" />
          <text x=${index * STEP + STEP / 2} y=${HEIGHT + 16} text-anchor="middle">${label}</text>
        </g>`;
        return href ? html`<a href=${href} aria-label="${label}: ${amount}">${bar}</a>` : bar;
      })}
    </svg>
  </div>`;
}

/** A share of the greatest of a list, beside a number. */
export function Share({ of, most, negative = false }: { of: string; most: number; negative?: boolean }) {
  const percent = most > 0 ? Math.min(100, (Math.abs(size(of)) / most) * 100) : 0;
  return html`<span class="share" aria-hidden="true"><span class=${negative ? 'negative' : ''} style=${{ width: `${percent.toFixed(1)}%` }}></span></span>`;
}
