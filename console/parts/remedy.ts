import type { Failure } from '../api.ts';
import { html } from '../html.ts';

/** `docs/errors.md`, put in by the build: paragraphs by code. */
declare const ERROR_PAGES: Record<string, string[]>;

/** A failure in its own words, and what the page of its code says to do. */
export function Remedy({ failure, tone = 'bad' }: { failure: Failure; tone?: 'bad' | 'warn' }) {
  const page = ERROR_PAGES[failure.code] ?? [];
  return html`<section class="remedy ${tone}" aria-label=${`What went wrong: ${failure.code}`}>
    <h3>${failure.code}</h3>
    <p class="words">${failure.message}</p>
    ${page.map((paragraph) => html`<p>${marked(paragraph)}</p>`)}
  </section>`;
}

/** The little Markdown that the page of a code has: `code`, **strong**, *emphasis*, [links](…) as their text. */
function marked(text: string) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*]+\*|\[[^\]]+\]\([^)]+\))/).map((part) => {
    if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`;
    if (part.startsWith('**')) return html`<strong>${part.slice(2, -2)}</strong>`;
    if (part.startsWith('*')) return html`<em>${part.slice(1, -1)}</em>`;
    if (part.startsWith('[')) return part.slice(1, part.indexOf(']'));
    return part;
  });
}
