import { html } from '../html.ts';

/** An exact amount. What lies behind the cent is dimmed, not cut: who copies it gets every digit. */
export function Amount({
  value,
  currency = '',
  sign = false,
}: {
  value: string | null | undefined;
  currency?: string;
  sign?: boolean;
}) {
  if (value === null || value === undefined) return html`<span class="amount none">–</span>`;
  const [whole = '', fraction = ''] = value.split('.');
  const rest = fraction.slice(2);
  const plus = sign && !value.startsWith('-') && /[1-9]/.test(value) ? '+' : '';
  return html`<span class="amount" title=${value}>${plus}${whole}${fraction ? `.${fraction.slice(0, 2)}` : ''}${
    rest ? html`<span class="beyond">${rest}</span>` : null
  }${currency ? html` <span class="currency">${currency}</span>` : null}</span>`;
}
