import { UNKNOWN_CATEGORY, UNKNOWN_SUBCATEGORY } from './choices.ts';
import { csvRows } from './csv.ts';
import { SERVICES_CSV } from './data/services.ts';

export interface Service {
  name: string;
  category: string;
  subcategory: string;
}

interface Services {
  byBoth: Map<string, Service>;
  byType: Map<string, Service>;
  byProvider: Map<string, Service>;
  byName: Map<string, Service>;
}

/** Subcategories that the toolkit spells, or places, otherwise than FOCUS 1.2 allows. */
const SPELLED_BY_FOCUS: Readonly<Record<string, string>> = {
  Quantum: 'Quantum Compute',
  'Data Transfer': 'Data Migration',
};

let read: Services | undefined;

/**
 * The service of a resource provider (`ConsumedService`) and a resource type: both together, else the type alone, else the provider alone where all its
 * types agree. Undefined when the toolkit's table has none.
 */
export function serviceOf(consumedService: string, resourceType: string | undefined): Service | undefined {
  const { byBoth, byType, byProvider } = services();
  const provider = consumedService.toLowerCase();
  const type = resourceType ?? '';
  return byBoth.get(`${provider} ${type}`) ?? byType.get(type) ?? byProvider.get(provider);
}

/** The service that has this name, with or without "Azure" before it: all that invoice lines of consumption say. */
export function serviceNamed(name: string): Service | undefined {
  return services().byName.get(plainName(name));
}

function services(): Services {
  if (read) return read;
  read = { byBoth: new Map(), byType: new Map(), byProvider: new Map(), byName: new Map() };
  const disputed = new Set<string>();
  for (const [provider = '', type = '', name = '', category = '', subcategory = ''] of csvRows(SERVICES_CSV)) {
    // FOCUS wants one category for a name, so that the first row of a name decides for all of them.
    const service = first(read.byName, plainName(name), {
      name,
      category: category || UNKNOWN_CATEGORY,
      subcategory: SPELLED_BY_FOCUS[subcategory] ?? (subcategory || UNKNOWN_SUBCATEGORY),
    });
    const [providerKey, typeKey] = [provider.toLowerCase(), type.toLowerCase()];
    first(read.byBoth, `${providerKey} ${typeKey}`, service);
    if (typeKey !== '') first(read.byType, typeKey, service);
    if (providerKey === '') continue;
    if (first(read.byProvider, providerKey, service).name !== name) disputed.add(providerKey);
  }
  for (const provider of disputed) read.byProvider.delete(provider);
  return read;
}

function first(map: Map<string, Service>, key: string, service: Service): Service {
  const present = map.get(key);
  if (!present) map.set(key, service);
  return present ?? service;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/^(microsoft )?azure /, '');
}
