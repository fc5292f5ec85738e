import type { ReceivedEvent } from '../../../../local/simulators/eventGrid.ts';
import type { EndedRun, Ledger } from './ledger.ts';

/** What is kept of the events, since a topic forgets. */
export interface EventBook {
  /** Takes over what the topic has got since the last call. */
  take(events: ReceivedEvent[]): void;
  audit(ledger: Ledger, committed: ReadonlyMap<string, ReadonlySet<string>>): { events: number; repeated: number };
}

interface Told {
  type: string;
  exportId: string;
  version: string | undefined;
  content: string;
}

const TYPES = { Completed: 'completed', Failed: 'failed', Rejected: 'rejected', NoData: 'noData' } as const;

export function createEventBook(): EventBook {
  const told = new Map<string, Told>();
  const contradictions: string[] = [];
  let received = 0;
  return {
    take(events) {
      for (const { id, type, subject = '', data } of events.splice(0)) {
        received++;
        // Each life of the host has a path of its own through the wire.
        const content = sortedJson([type, subject, data]).replace(/127\.0\.0\.1:\d+\/\d+\//, '');
        const before = told.get(id);
        if (before && before.content !== content) {
          contradictions.push(`${subject}: one event came as ${before.content} and as ${content}`);
        }
        const version = (data as { result: { version: string } | null }).result?.version;
        told.set(id, { type: type.replace(/^.*\./, ''), exportId: subject, version, content });
      }
    },

    audit(ledger, committed) {
      ledger.complaints.push(...contradictions);
      const all = [...told.values()];
      for (const [exportId, versions] of committed) {
        const mine = all.filter((event) => event.exportId === exportId);
        const runs = ledger.runs.filter((run) => run.exportId === exportId);
        const completed = mine.filter(({ type }) => type === 'Completed');
        for (const version of versions) {
          const surely = runs.some((run) => run.version === version && run.status === 'completed' && isTold(run));
          if (surely && !completed.some((event) => event.version === version)) {
            ledger.complain(exportId, `nobody was told of ${version}`);
          }
        }
        for (const { version } of completed) {
          if (!versions.has(version ?? ''))
            ledger.complain(exportId, `an event tells of ${version}, which is not there`);
        }
        for (const [type, status] of Object.entries(TYPES)) {
          auditCount(ledger, exportId, { type, status, mine, runs });
        }
      }
      return { events: all.length, repeated: received - all.length };
    },
  };
}

/** The order of keys says nothing. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const isTold = ({ warnings }: EndedRun): boolean => !warnings.includes('EventNotDelivered');

/**
 * One event a run, unless the run says that it could not be delivered. A version that stood already needs no second
 * one.
 */
function auditCount(
  ledger: Ledger,
  exportId: string,
  { type, status, mine, runs }: { type: string; status: string; mine: readonly Told[]; runs: readonly EndedRun[] },
): void {
  const count = mine.filter((event) => event.type === type).length;
  const telling = runs.filter((run) => run.status === status && run.code !== 'RunEnded');
  const surely = type === 'Completed' ? [] : telling.filter(isTold);
  // Of a start that came just after another run had ended nobody sees the end; a run that is cancelled as it ends may
  // have told of it.
  const most = telling.length + ledger.unseen(exportId) + runs.filter((run) => run.status === 'cancelled').length;
  if (count > most || count < surely.length) {
    ledger.complain(
      exportId,
      `${count} events ${type} of ${telling.length} runs, ${surely.length} of which were surely told`,
    );
  }
}
