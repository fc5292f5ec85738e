/** The rows of a CSV text behind its header. Fields in quotes may hold commas and doubled quotes; none of ours holds a line break. */
export function csvRows(csv: string): string[][] {
  return csv.trim().split('\n').slice(1).map(fieldsOf);
}

const FIELD = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;

function fieldsOf(line: string): string[] {
  // A field that is empty at the very start matches nothing in front of its comma.
  const fields = [...line.matchAll(FIELD)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
  return line.startsWith(',') ? ['', ...fields] : fields;
}
