import type { ExportBody } from '../../../../shared/api/exportBody.ts';
import { ERROR_CODES } from '../../../../shared/errors.ts';

/** A run as its caller saw it end. */
export interface EndedRun {
  exportId: string;
  status: ExportBody['status'];
  code: string | undefined;
  version: string | undefined;
  warnings: string[];
}

/** All that was seen, and all that was wrong with it. */
export interface Ledger {
  readonly runs: EndedRun[];
  /** One sentence each; none is a soak that went well. */
  readonly complaints: string[];
  complain(exportId: string, what: string): void;
  end(body: ExportBody): EndedRun;
  /** Two starts at once may be two runs after all, when the first one ends very soon. */
  startTwice(exportId: string): void;
  unseen(exportId: string): number;
}

export function createLedger(): Ledger {
  const runs: EndedRun[] = [];
  const complaints: string[] = [];
  const complain = (exportId: string, what: string) => void complaints.push(`${exportId}: ${what}`);
  const twice = new Map<string, number>();
  const unseen = (exportId: string) => twice.get(exportId) ?? 0;
  return {
    unseen,
    startTwice: (exportId) => void twice.set(exportId, unseen(exportId) + 1),
    runs,
    complaints,
    complain,
    end({ id, status, error, result, warnings }) {
      const run: EndedRun = {
        exportId: id,
        status,
        code: error?.code,
        version: result?.version,
        warnings: warnings.map(({ code }) => code),
      };
      runs.push(run);
      if (run.code && !(run.code in ERROR_CODES)) complain(id, `ended with the unknown code ${run.code}`);
      if (run.code === 'InternalError') complain(id, `ended in an InternalError: ${error?.message}`);
      return run;
    },
  };
}
