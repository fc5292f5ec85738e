import type { Instance } from '../durable/instances.ts';
import type { Phase, RunState } from '../export/run.ts';

/** Where the time of a run went; part of the answer about an export only for who asks for it with `include=phases`. */
export interface ExportPhases {
  /** The phases so far, each since when; of runs that 1.0 began there are none. */
  phases: { phase: Phase; enteredAt: string }[];
  /** Which POST to Graph this is, from 1; null before the first. */
  attempt: number | null;
}

export function exportPhases({ customStatus }: Instance): ExportPhases {
  const state = customStatus as RunState | undefined;
  return { phases: state?.phases ?? [], attempt: state?.attempt ?? null };
}
