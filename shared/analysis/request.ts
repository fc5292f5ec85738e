import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';

/** The name of the orchestration that analyses many exports. */
export const ANALYSES_ORCHESTRATOR = 'runAnalyses';

const warning = z.object({ id: z.string(), code: z.string(), message: z.string() });

/** What one `POST /api/analyses` asked for, and how far it is: too long for the history of an orchestration. */
export const analysesSchema = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  startedAt: z.string(),
  exports: z.array(z.string()),
  refused: z.array(warning),
  /** Exports that are looked after now. */
  active: z.array(z.string()),
  exportsDone: z.number().int().nonnegative(),
  /** The first `MOST_FAILED`. */
  failed: z.array(warning),
});

export type Analyses = z.infer<typeof analysesSchema>;

export const MOST_FAILED = 100;

/** An export that cannot be analysed, and why; it is listed, not dropped. */
export interface RefusedExport {
  id: string;
  code: ErrorCode;
  message: string;
}

/** The same request has the same id: what was asked for decides, not what has landed today. */
export function analysesId(what: unknown): string {
  return `analyses-${createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 24)}`;
}

export function isAnalysesId(id: string): boolean {
  return /^analyses-[0-9a-f]{24}$/.test(id);
}

/** The input of the orchestration, and what one generation leaves to the next. */
export interface AnalysesRun {
  id: string;
  startedAt: string;
  exportsTotal: number;
  /** The next export that nobody has started. */
  next: number;
  active: { exportId: string; runId: string }[];
}

/** Its custom status. */
export interface AnalysesState {
  exportsDone: number;
  exportsTotal: number;
}
