import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrchestratorAnswer, OrchestratorCall } from '../../local/host/hub/orchestratorCall.ts';
import { endingOf, stepsOf } from './answer.ts';
import {
  fileNameOf,
  fileNames,
  formatHistory,
  type History,
  parseHistory,
  readHistory,
  versionFolder,
} from './history.ts';

interface Generation {
  call: OrchestratorCall;
  answer: OrchestratorAnswer;
}

/** Of the generations that there were: the n-th from 0, or the first one that ended for good. */
export type Which = number | typeof ENDED;
export const ENDED = 'ended';

/** Sees every call of an orchestrator and keeps the last one of each generation. */
export class Recorder {
  /** By execution id, in the order in which they began. */
  readonly #generations = new Map<string, Generation>();

  note(call: OrchestratorCall, answer: OrchestratorAnswer): void {
    this.#generations.set(call.start.OrchestrationInstance.ExecutionId, { call, answer });
  }

  clear(): void {
    this.#generations.clear();
  }

  /** Every generation of an orchestrator since the last `clear`. */
  of(orchestrator: string): Generation[] {
    return [...this.#generations.values()].filter(({ call }) => call.start.Name === orchestrator);
  }

  /** True once an instance of it has ended for good. */
  hasEnded(orchestrator: string): boolean {
    return this.of(orchestrator).some(hasEnded);
  }

  take(orchestrator: string, scenario: string, which: Which): History {
    const generations = this.of(orchestrator);
    const found = which === ENDED ? generations.find(hasEnded) : generations[which];
    if (!found) throw new Error(`There was no generation "${which}" of "${orchestrator}" in "${scenario}".`);
    const { call, answer } = found;
    const lines = formatHistory({
      orchestrator,
      scenario,
      events: call.historyTexts,
      steps: stepsOf(answer.state),
      ending: endingOf(answer.state),
    });
    return parseHistory(withoutRandomIds(lines));
  }
}

const hasEnded = ({ answer }: Generation): boolean => /^(completed|failed)/.test(endingOf(answer.state));

/** Ids that are random are numbered, so that a new recording differs in what matters. */
function withoutRandomIds(lines: string): string {
  const ids = new Set(lines.match(/\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b/g));
  let text = lines;
  for (const [index, id] of [...ids].entries()) {
    const number = String(index + 1).padStart(8, '0');
    const numbered = `${number}-0000-4000-8000-000000000000`;
    text = text.replaceAll(id, id.includes('-') ? numbered : numbered.replaceAll('-', ''));
    // Ids of children hold the beginning of the run's.
    text = text.replaceAll(`~${id.slice(0, 8)}~`, `~${number}~`);
  }
  return text;
}

/**
 * Writes a history of this version. One that is recorded already may be written anew only as long as it goes the same
 * way: else a forgotten version would be recorded away.
 */
export function writeHistory(version: string, history: History): void {
  const fileName = fileNameOf(history);
  if (fileNames(version).includes(fileName)) {
    const { steps, ending } = readHistory(version, fileName);
    if (JSON.stringify([steps, ending]) !== JSON.stringify([history.steps, history.ending])) {
      throw new Error(
        `${fileName} goes another way than version ${version} does. Raise "defaultVersion" in host.json and record again, or, if ` +
          'this version has never been deployed, delete the file first.',
      );
    }
  }
  writeFileSync(join(versionFolder(version), fileName), formatHistory(history));
}
