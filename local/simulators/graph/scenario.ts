import type { RetryAfter } from '../retryAfter.ts';
import type { DataShape } from '../source/snapshot.ts';

/** How an operation ends. The text of the status can be in any casing, as it was seen. */
export type Ending =
  | { outcome: 'success'; status: string }
  | { outcome: 'failure'; status: string; code: string; message: string }
  /** It shows its last poll status for ever. */
  | { outcome: 'never' };

/** Which of the shapes that documents, samples and real clients know an answer has. */
export interface GraphScenario {
  /** The `Location` of a 202. */
  location: 'absolute' | 'relative' | 'foreignOrigin' | 'beta' | 'absent';
  /** On the 202 and while an operation runs. */
  retryAfter: RetryAfter;
  /** The status that each GET shows before the end. Data that is not ready yet adds more of the last one. */
  polls: readonly string[];
  ending: Ending;
  /** `id` of an operation: the polled one, or another, as in one of Microsoft's own examples. */
  operationId: 'same' | 'different';
  odataType: boolean;
  timestamps: 'seconds' | 'sevenDigits' | 'noZone' | 'malformed';
  resourceLocation: 'inline' | 'navigationLink' | 'stringUrl' | 'foreignLink';
  /** Added to the true number of blobs. */
  blobCountError: number;
  /** Two entries of a manifest have one name. */
  duplicateNames: boolean;
  /** Order of the blobs in the second and later readings. */
  blobOrder: 'stable' | 'shuffled';
  /** True: each reading shows another eTag. */
  eTagDrifts: boolean;
  sas: {
    lifetimeSeconds: number;
    /** A new token at each reading, or one for the life of the operation or manifest, expired or not. */
    mint: 'each' | 'once';
    /** True: with the question mark that the service leaves out. */
    questionMark: boolean;
  };
  data: DataShape;
  /** 0, then one more for each restatement of the data. Holds for operations accepted from then on. */
  revision: number;
}

const MIB = 1024 * 1024;

/** What a caller meets when nothing is asked for: the common shapes, the usual pace, a few files of some size. */
export const DEFAULT_SCENARIO: GraphScenario = {
  location: 'absolute',
  retryAfter: { seconds: 1 },
  polls: ['notStarted', 'running', 'running'],
  ending: { outcome: 'success', status: 'succeeded' },
  operationId: 'same',
  odataType: true,
  timestamps: 'seconds',
  resourceLocation: 'inline',
  blobCountError: 0,
  duplicateNames: false,
  blobOrder: 'stable',
  eTagDrifts: false,
  sas: { lifetimeSeconds: 3600, mint: 'each', questionMark: false },
  data: { files: 6, unpackedBytes: { from: MIB / 4, to: 6 * MIB }, members: 1, usageLines: 10_131 },
  revision: 0,
};

/** Changes to the default scenario; `sas` and `data` may be given in part. */
export type ScenarioChanges = Partial<Omit<GraphScenario, 'sas' | 'data'>> & {
  sas?: Partial<GraphScenario['sas']>;
  data?: Partial<DataShape>;
};

export function scenarioOf(changes: ScenarioChanges): GraphScenario {
  return {
    ...DEFAULT_SCENARIO,
    ...changes,
    sas: { ...DEFAULT_SCENARIO.sas, ...changes.sas },
    data: {
      ...DEFAULT_SCENARIO.data,
      // Who asks for a size gets it.
      ...(changes.data?.unpackedBytes === undefined ? {} : { usageLines: undefined }),
      ...changes.data,
    },
  };
}
