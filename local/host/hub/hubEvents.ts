/**
 * The durable steps at which a process may die, told to a test as they happen:
 * `started` a client's start is on disk; `turnStarted` messages taken, nothing stored; `turnDecided` about to be stored; `turnCommitted` stored;
 * `activityStarted`; `activityFinished` its result is not stored yet; `activityStored`; `timerFired` its message is stored.
 */
export type HubEventKind =
  | 'started'
  | 'turnStarted'
  | 'turnDecided'
  | 'turnCommitted'
  | 'activityStarted'
  | 'activityFinished'
  | 'activityStored'
  | 'timerFired';

export interface HubEvent {
  kind: HubEventKind;
  instanceId: string;
  /** The orchestrator's or the activity's; empty for timers. */
  name: string;
}

/** May throw: the host then drops everything, as if its process had been killed at this step. */
export type OnHubEvent = (event: HubEvent) => void;

/**
 * Tells of a turn that the worker dies in it (out of memory, an uncaught error) while the host lives on. Activities that it ran are run again by another, but the
 * extension takes the turn for one in which the orchestrator's code failed: the instance ends as Failed, after its first turn with the text of lost determinism.
 */
export type WorkerDies = (turn: Pick<HubEvent, 'instanceId' | 'name'>) => boolean;

/** What the Functions host says then. */
export const WORKER_DIED = 'node exited with code 137 (0x89)';

/** Unwinds what was running when the host was killed. */
export class HostKilledError extends Error {
  constructor() {
    super('The host was killed.');
    this.name = 'HostKilledError';
  }
}
