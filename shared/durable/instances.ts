import type { DurableClient, DurableOrchestrationStatus, OrchestrationRuntimeStatus } from 'durable-functions';
import type { Clock } from '../clock.ts';
import { type BackendLimits, backendCalls, DEFAULT_BACKEND_LIMITS } from './backendCalls.ts';
import type { StatusQuery } from './statusQuery.ts';

export type RuntimeStatus =
  | 'Pending'
  | 'Running'
  | 'Suspended'
  | 'ContinuedAsNew'
  | 'Completed'
  | 'Failed'
  | 'Terminated'
  | 'Canceled';

/**
 * One orchestration instance as the durable backend knows it. Input, output and custom status are whatever was stored.
 */
export interface Instance {
  id: string;
  orchestrator: string;
  runtimeStatus: RuntimeStatus;
  createdAt: Date;
  updatedAt: Date;
  input: unknown;
  output: unknown;
  customStatus: unknown;
}

/** When instances were created, both ends inclusive; without an end, as far as there are any. */
export interface CreatedBetween {
  from?: Date;
  to?: Date;
}

/** Orchestration instances, as far as this program needs them; another durable backend begins here. */
export interface Instances {
  find(id: string): Promise<Instance | undefined>;
  /**
   * Instances in no order and without their inputs; all of them unless said otherwise. The backend answers them a
   * hundred at a time.
   */
  list(created?: CreatedBetween): Promise<Instance[]>;
  /** Those that have not ended, in no order and without their inputs. */
  active(): Promise<Instance[]>;
  /** Those whose id begins so, in no order and without their inputs: a backend reads no more than these. */
  startingWith(prefix: string, which?: 'active'): Promise<Instance[]>;
  /** Those whose orchestrator broke, inner ones too, in no order and without their inputs. */
  failed(): Promise<Instance[]>;
  /**
   * False when an instance of this id was active already. Two starts at the same moment may both be true: one of them
   * runs.
   */
  start(orchestrator: string, id: string, input: object): Promise<boolean>;
  /** Neither immediate nor recursive; nothing happens to an instance that has ended or never was. */
  terminate(id: string, reason: string): Promise<void>;
  /** Forgets ended instances that were created before this time, inner ones too; answers how many. */
  purgeEnded(createdBefore: Date): Promise<number>;
}

const ACTIVE: readonly RuntimeStatus[] = ['Pending', 'Running', 'Suspended', 'ContinuedAsNew'];
const ENDED: ReadonlySet<RuntimeStatus> = new Set(['Completed', 'Failed', 'Terminated', 'Canceled']);

export function isActive({ runtimeStatus }: Pick<Instance, 'runtimeStatus'>): boolean {
  return !ENDED.has(runtimeStatus);
}

/**
 * Instances as the library's client knows them, each call with a limit of time and, where it can be repeated, with the
 * patience of every call.
 */
export function durableInstances(
  { client, query }: { client: DurableClient; query: StatusQuery },
  clock: Clock,
  limits: BackendLimits = DEFAULT_BACKEND_LIMITS,
): Instances {
  const { look, list, act, purge } = backendCalls(clock, limits);
  const instances: Instances = {
    async find(id) {
      try {
        return toInstance(await look(() => client.getStatus(id, { showInput: true })));
      } catch (error) {
        // The library throws a plain Error whose text alone says that there is no such instance; other errors quote
        // whatever the extension said.
        if (error instanceof Error && error.message.includes('replied with HTTP 404')) return undefined;
        throw error;
      }
    },

    async list({ from, to } = {}) {
      const filter = { ...(from ? { createdTimeFrom: from } : {}), ...(to ? { createdTimeTo: to } : {}) };
      // The real backend leaves the inputs out here; nothing may come to rely on one that does not.
      return (await list(() => client.getStatusBy(filter))).map(withoutInput);
    },

    async active() {
      const runtimeStatus = [...ACTIVE] as OrchestrationRuntimeStatus[];
      return (await list(() => client.getStatusBy({ runtimeStatus }))).map(withoutInput);
    },

    async startingWith(prefix, which) {
      const statuses = which === 'active' ? { runtimeStatus: ACTIVE.join(',') } : undefined;
      return (await list(() => query({ instanceIdPrefix: prefix, ...statuses }))).map(withoutInput);
    },

    async failed() {
      const runtimeStatus = ['Failed'] as OrchestrationRuntimeStatus[];
      return (await list(() => client.getStatusBy({ runtimeStatus }))).map(withoutInput);
    },

    async start(orchestrator, id, input) {
      try {
        await act(() => client.startNew(orchestrator, { instanceId: id, input }));
        return true;
      } catch (error) {
        const existing = await instances.find(id);
        if (existing && isActive(existing)) return false;
        throw error;
      }
    },

    async terminate(id, reason) {
      const existing = await instances.find(id);
      if (existing && isActive(existing)) await look(() => client.terminate(id, encodeURIComponent(reason)));
    },

    async purgeEnded(createdBefore) {
      const ended = {
        createdTimeFrom: new Date(0),
        createdTimeTo: createdBefore,
        runtimeStatus: [...ENDED] as OrchestrationRuntimeStatus[],
      };
      const { instancesDeleted } = await purge(() => client.purgeInstanceHistoryBy(ended));
      return instancesDeleted;
    },
  };
  return instances;
}

function withoutInput(status: DurableOrchestrationStatus): Instance {
  return { ...toInstance(status), input: undefined };
}

function toInstance(status: DurableOrchestrationStatus): Instance {
  return {
    id: status.instanceId,
    orchestrator: status.name,
    runtimeStatus: status.runtimeStatus as RuntimeStatus,
    // Lists come as plain JSON, in which times are texts.
    createdAt: new Date(status.createdTime),
    updatedAt: new Date(status.lastUpdatedTime),
    input: status.input ?? undefined,
    output: status.output ?? undefined,
    customStatus: status.customStatus ?? undefined,
  };
}
