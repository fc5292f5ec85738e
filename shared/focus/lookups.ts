import { csvRows } from './csv.ts';
import { PRICING_UNITS_CSV } from './data/pricingUnits.ts';
import { REGIONS_CSV } from './data/regions.ts';
import { RESOURCE_TYPES_CSV } from './data/resourceTypes.ts';

export interface Unit {
  /** What one of them is, without the number in front: `GB/Month`. */
  distinct: string;
  /** How many of them a price is for: 100 of `100 GB`. */
  blockSize: bigint;
}

/** Read from the toolkit's data at the first question; a program without FOCUS never pays for it. */
function table<Row>(read: () => Iterable<[string, Row]>): (key: string) => Row | undefined {
  let rows: Map<string, Row> | undefined;
  return (key) => {
    rows ??= new Map(read());
    return rows.get(key.toLowerCase());
  };
}

const units = table(() =>
  csvRows(PRICING_UNITS_CSV).map(([unit = '', block = '', distinct = '']): [string, Unit] => [
    unit.trim().toLowerCase(),
    { distinct, blockSize: BigInt(/^\d+$/.test(block) ? block : '1') },
  ]),
);

const regions = table(() =>
  csvRows(REGIONS_CSV).map(([original = '', id = '', name = '']): [string, { id: string; name: string }] => [
    original.toLowerCase(),
    { id, name },
  ]),
);

const resourceTypes = table(() =>
  csvRows(RESOURCE_TYPES_CSV).map(([type = '', name = '']): [string, string] => [type.toLowerCase(), name]),
);

/** What a unit of measure is, such as `1 GB/Month`; undefined when the toolkit has never seen it. */
export const unitOf = (unitOfMeasure: string) => units(unitOfMeasure.trim());

/** The region by any name that billing data has for it; undefined when the toolkit has never seen it. */
export const regionOf = (location: string) => regions(location);

/** The display name of a resource type such as `microsoft.compute/virtualmachines`. */
export const resourceTypeName = (type: string) => resourceTypes(type);
