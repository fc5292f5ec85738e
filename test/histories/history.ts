import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventType, type ExecutionStarted, type HistoryEvent, readEvent } from '../../local/host/hub/historyEvents.ts';

/** One generation of an orchestration as it went with the code of its time. */
export interface History {
  orchestrator: string;
  /** What happened to it, in one word or a few. */
  scenario: string;
  /** JSON texts of all events that the extension hands over at the last turn, as `durable-functions` gets them. */
  events: readonly string[];
  /** What the orchestrator answered then; one line a step, parts of a fan-out indented. */
  steps: readonly string[];
  ending: string;
}

/** Beside this file there is a folder for each `defaultVersion` of host.json whose runs may still be in flight. */
const FOLDER = join('test', 'histories');

export const versionFolder = (version: string): string => join(FOLDER, version);

export const fileNameOf = ({ orchestrator, scenario }: Pick<History, 'orchestrator' | 'scenario'>): string =>
  `${orchestrator}-${scenario.replaceAll(' ', '-')}.jsonl`;

/**
 * One event a line, between a line that says what this is and one with the answer: a new recording shows what differs.
 */
export function formatHistory({ orchestrator, scenario, events, steps, ending }: History): string {
  return [JSON.stringify({ orchestrator, scenario }), ...events, JSON.stringify({ steps, ending }), ''].join('\n');
}

export function parseHistory(text: string): History {
  const [head = '', ...events] = text.trimEnd().split('\n');
  const answer = events.pop() ?? '';
  return { ...JSON.parse(head), events, ...JSON.parse(answer) };
}

export const readHistory = (version: string, fileName: string): History =>
  parseHistory(readFileSync(join(versionFolder(version), fileName), 'utf8'));

export function recordedVersions(): string[] {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).sort();
}

export const fileNames = (version: string): string[] => readdirSync(versionFolder(version)).sort();

export const eventsOf = ({ events }: History): HistoryEvent[] => events.map((text) => readEvent(text));

export function startOf(events: readonly HistoryEvent[]): ExecutionStarted {
  const start = events.find((event) => event.EventType === EventType.ExecutionStarted);
  if (start?.EventType !== EventType.ExecutionStarted) throw new Error('A history has an event ExecutionStarted.');
  return start;
}

/** What a developer changes when a release starts: the version that new runs get. */
export function defaultVersion(): string {
  const hostJson: { extensions: { durableTask: { defaultVersion: string } } } = JSON.parse(
    readFileSync('host.json', 'utf8'),
  );
  return hostJson.extensions.durableTask.defaultVersion;
}
