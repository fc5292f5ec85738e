import { CUSTOMER_FORM, type CustomerChange, compareGroups, customerJson } from '../../analysis/changes.ts';
import type { ChangesDocument, FiguresDocument } from '../../analysis/documents.ts';
import { type Figures, sumsJson } from '../../analysis/figures.ts';
import { readFiguresOf } from '../../analysis/figuresStore.ts';
import { GROUP_FILES } from '../../analysis/groupForms.ts';
import { createSpill } from '../../analysis/spill.ts';
import { versionBefore } from '../../analysis/versions.ts';
import { decimalText, parseDecimal, subtract, ZERO } from '../../decimal.ts';
import type { CommittedVersion } from '../../landing/committed.ts';
import { changesPath } from '../../landing/layout.ts';
import type { AnalysisServices } from './analysisContext.ts';
import type { Target } from './target.ts';

interface ChangesInput {
  target: Target;
  committed: CommittedVersion;
  figures: Figures;
  groupsFile: string;
  scratch: string;
}

/** Writes what differs from the version before, and answers the path; null where there is none to compare with. */
export async function writeChanges(
  { landing, blobs }: AnalysisServices,
  { target, committed, figures, groupsFile, scratch }: ChangesInput,
): Promise<string | null> {
  const path = changesPath(target.folder);
  const earlier = await versionBefore(landing, target.subject, committed);
  const before = earlier && (await readFiguresOf(landing, target.subject, earlier.version))?.document;
  if (!before || before.groups === null || !(await landing.exists(before.groups))) {
    // An analysis of before, when that version was still there, may have left one.
    await blobs.remove(path);
    return null;
  }
  const { sums } = GROUP_FILES[target.family];
  const customers = createSpill<CustomerChange>(blobs, scratch, CUSTOMER_FORM);
  const groups = await compareGroups(sums(blobs, before.groups), sums(blobs, groupsFile), customers);
  const head: Omit<ChangesDocument, 'customers'> = {
    schemaVersion: 1,
    from: before.version,
    to: committed.version,
    sums: sumChanges(before.sums, sumsJson(figures.sums)),
    lines: { before: before.lines, after: committed.manifest.totals.lines },
    groups,
  };
  await blobs.putStream(path, documentText(head, customers.drain()), 'application/json', { replace: true });
  return path;
}

/** The document as a stream: customers may be any number. */
async function* documentText(
  head: Omit<ChangesDocument, 'customers'>,
  customers: AsyncIterable<CustomerChange>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(head, null, 1).slice(0, -2)},\n "customers": [`);
  let separator = '\n  ';
  for await (const customer of customers) {
    yield Buffer.from(`${separator}${JSON.stringify(customerJson(customer))}`);
    separator = ',\n  ';
  }
  yield Buffer.from(separator === '\n  ' ? ']\n}\n' : '\n ]\n}\n');
}

/** Every sum of either version; one that the other lacks is nothing there. */
function sumChanges(before: FiguresDocument['sums'], after: FiguresDocument['sums']): ChangesDocument['sums'] {
  const keyOf = ({ column, currency }: { column: string; currency: string }) => JSON.stringify([column, currency]);
  const earlier = new Map(before.map((sum) => [keyOf(sum), sum]));
  const later = new Map(after.map((sum) => [keyOf(sum), sum]));
  return [...new Map([...earlier, ...later])].map(([key, { column, currency }]) => {
    const [from, to] = [exact(earlier.get(key)?.sum), exact(later.get(key)?.sum)];
    return {
      column,
      currency,
      before: decimalText(from),
      after: decimalText(to),
      difference: decimalText(subtract(to, from)),
    };
  });
}

function exact(text = '0') {
  return parseDecimal(text) ?? ZERO;
}
