import type { Settings } from '../settings/settings.ts';
import { ApiProblem } from './problem.ts';

/** Without analysis nothing is kept beside the raw landing, hence neither proofs nor a list of invoices. */
export function demandAnalysis({ analysis }: Settings): void {
  if (!analysis.on) throw new ApiProblem(409, 'AnalysisOff', 'ANALYSIS is off; there is only the raw landing.');
}
