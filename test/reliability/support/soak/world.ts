import type { Subject } from '../../../../local/simulators/data/subject.ts';
import type { GraphScenario, ScenarioChanges } from '../../../../local/simulators/graph/scenario.ts';
import type { Snapshot } from '../../../../local/simulators/source/snapshot.ts';
import type { Product } from '../../../support/product.ts';
import { idOfSubject, type SoakExport, shapeOf, snapshotAt } from './subject.ts';

/** What the service has, told by the test and by nobody else. */
export interface World {
  /** How often the data of an export was restated so far. */
  revisionOf(exportId: string): number;
  restate(exportId: string): void;
  /** From now on, operations of this export never end, or do again. */
  hang(exportId: string, hangs: boolean): void;
  /** What the service has had of an export, the oldest first. */
  snapshots(one: SoakExport): Snapshot[];
}

const oneOf = <T>(items: readonly [T, ...T[]], index: number): T => items[index % items.length] ?? items[0];

/** The shapes of answers that Microsoft's service is known for, another mix for each export. */
function shapesOf(salt: number): ScenarioChanges {
  const polls: GraphScenario['polls'] = oneOf([[], ['running'], ['notStarted', 'running', 'running']], salt);
  return {
    polls,
    retryAfter: oneOf<GraphScenario['retryAfter']>(['none', { seconds: 1 }, { seconds: 20 }], salt >> 1),
    location: oneOf<GraphScenario['location']>(['absolute', 'relative', 'beta'], salt >> 2),
    operationId: oneOf<GraphScenario['operationId']>(['same', 'different'], salt),
    odataType: salt % 3 > 0,
    timestamps: oneOf<GraphScenario['timestamps']>(['seconds', 'sevenDigits', 'noZone'], salt >> 3),
    resourceLocation: oneOf<GraphScenario['resourceLocation']>(['inline', 'navigationLink'], salt >> 1),
    blobOrder: oneOf<GraphScenario['blobOrder']>(['stable', 'shuffled'], salt >> 2),
  };
}

export function createWorld(product: Product, exports: readonly SoakExport[], firstBuiltAt: Date): World {
  const saltOf = new Map(exports.map(({ id }, index) => [id, index]));
  const revisions = new Map<string, number>();
  const subjects = new Map<string, Subject>();
  const hanging = new Set<string>();
  const salt = (id: string) => saltOf.get(id) ?? 0;
  const revisionOf = (id: string) => revisions.get(id) ?? 0;

  product.stack.graph.scenario = (subject) => {
    const id = idOfSubject(subject);
    subjects.set(id, subject);
    const revision = revisionOf(id);
    return {
      ...shapesOf(salt(id)),
      ...(hanging.has(id) ? { ending: { outcome: 'never' } } : {}),
      revision,
      data: shapeOf(revision, salt(id)),
    };
  };
  return {
    revisionOf,
    restate: (id) => void revisions.set(id, revisionOf(id) + 1),
    hang: (id, hangs) => void (hangs ? hanging.add(id) : hanging.delete(id)),
    snapshots({ id }) {
      const subject = subjects.get(id);
      if (!subject) return [];
      return Array.from({ length: revisionOf(id) + 1 }, (_, revision) =>
        snapshotAt(subject, firstBuiltAt, revision, salt(id)),
      );
    },
  };
}
