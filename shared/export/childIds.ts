import { FAN_OUT, splitRange } from './ranges.ts';
import type { RunKey, RunState } from './run.ts';

/**
 * Instance ids of the inner orchestrations of a run. They begin with the export's id and hold a part of the run's own, so that a new run never
 * meets a child of a cancelled one; none of them looks like an export id.
 */
export function childIds({ exportId, runId }: RunKey, attempt: number): { wait: string; copy: string } {
  const stem = `${exportId}~${runId.slice(0, 8)}~${attempt}`;
  return { wait: `${stem}~wait`, copy: `${stem}~copy` };
}

/** Every inner instance that a run may have, the outer ones first: parents are ended before their children. */
export function* allChildIds(run: RunKey, attempts: number, version: RunState['version']): Generator<string> {
  for (let attempt = attempts; attempt >= 1; attempt--) {
    const ids = childIds(run, attempt);
    yield ids.wait;
    yield ids.copy;
    if (attempt === attempts && version) yield* partIds(ids.copy, version);
  }
}

function* partIds(id: string, { files, lanes }: NonNullable<RunState['version']>): Generator<string> {
  if (lanes === undefined) yield* oldPartIds(id, files);
  else if (lanes > 1) for (let lane = 0; lane < lanes; lane++) yield `${id}-${lane}`;
}

/** Of a run of version 1.0. */
function* oldPartIds(id: string, files: number): Generator<string> {
  if (files <= FAN_OUT) return;
  const parts = splitRange({ from: 0, count: files }).map(({ count }, index) => ({ id: `${id}-${index}`, count }));
  yield* parts.map((part) => part.id);
  for (const part of parts) yield* oldPartIds(part.id, part.count);
}
