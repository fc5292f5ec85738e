import { compare, type Decimal } from '../decimal.ts';

/** As many groups as somebody looks at; the figures count the others. */
export const WORST_GROUPS = 20;

/** Keeps the groups farthest outside their bounds, however many there are. */
export interface Worst<Item> {
  /** Of two that are as far outside the one that came first goes before. */
  add(outsideBy: Decimal, item: Item): void;
  /** Farthest outside first. */
  items(): Item[];
}

export function createWorst<Item>(most = WORST_GROUPS): Worst<Item> {
  const kept: { outsideBy: Decimal; item: Item }[] = [];
  return {
    add(outsideBy, item) {
      let place = kept.length;
      while (place > 0 && compare(kept[place - 1]?.outsideBy ?? outsideBy, outsideBy) < 0) place--;
      if (place >= most) return;
      kept.splice(place, 0, { outsideBy, item });
      kept.length = Math.min(kept.length, most);
    },
    items: () => kept.map(({ item }) => item),
  };
}
