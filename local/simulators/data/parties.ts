import type { Random } from './random.ts';

export interface Customer {
  id: string;
  name: string;
  domain: string;
  country: string;
  subscriptionId: string;
}

/** Texts that exercise a reader: umlauts, other scripts, quotes, a line break and a backslash inside a value. */
const NAMES: readonly [string, ...string[]] = [
  'Example Logistics GmbH',
  'Müller & Söhne KG',
  'Société Générique d’Énergie',
  'Exemplo Comércio S.A.',
  'サンプル株式会社',
  'The "Quoted" Company',
  'Back\\slash Ltd',
  'Two\nLines Inc',
];
const COUNTRIES: readonly [string, ...string[]] = ['DE', 'FR', 'PT', 'JP', 'GB', 'US', 'AT', 'CH'];

/** The partner's customers; the same for every data set of one tenant. */
export function customersOf(random: Random, count: number): [Customer, ...Customer[]] {
  const customer = (index: number): Customer => ({
    id: random.uuid(),
    name: `${NAMES[index % NAMES.length]}${index < NAMES.length ? '' : ` ${index}`}`,
    domain: `customer${index}.example`,
    country: random.pick(COUNTRIES),
    subscriptionId: random.uuid(),
  });
  return [customer(0), ...Array.from({ length: count - 1 }, (_, index) => customer(index + 1))];
}
