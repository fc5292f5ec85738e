import { useEffect, useRef, useState } from 'preact/hooks';
import { type Child, html } from '../html.ts';

const ROW_PX = 46;
const AHEAD_ROWS = 12;

/** A list of any length of which only the rows in sight are made. `onEnd` is called when the last row comes near. */
export function Windowed<T>({
  rows,
  row,
  onEnd,
  label,
}: {
  rows: readonly T[];
  row: (each: T) => Child;
  onEnd?: (() => void) | undefined;
  label: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ from: 0, to: 40 });
  useEffect(() => {
    const look = () => {
      const { current } = box;
      if (!current) return;
      const from = Math.max(0, Math.floor(current.scrollTop / ROW_PX) - AHEAD_ROWS);
      const to = Math.ceil((current.scrollTop + current.clientHeight) / ROW_PX) + AHEAD_ROWS;
      setSight((before) => (before.from === from && before.to === to ? before : { from, to }));
      if (to >= rows.length) onEnd?.();
    };
    look();
    const { current } = box;
    current?.addEventListener('scroll', look, { passive: true });
    return () => current?.removeEventListener('scroll', look);
  }, [rows.length, onEnd]);
  const shown = rows.slice(sight.from, sight.to);
  return html`<div class="windowed" ref=${box} tabindex="0" role="group" aria-label=${label}>
    <ul style=${{ height: `${rows.length * ROW_PX}px` }}>
      ${shown.map(
        (each, index) =>
          html`<li style=${{ transform: `translateY(${(sight.from + index) * ROW_PX}px)` }} aria-setsize=${rows.length} aria-posinset=${sight.from + index + 1}>${row(each)}</li>`,
      )}
    </ul>
  </div>`;
}
