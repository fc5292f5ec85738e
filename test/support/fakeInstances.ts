import { type Instance, type Instances, isActive } from '../../shared/durable/instances.ts';
import { BILLED_REQUEST, runOfRequest } from './requests.ts';

/** An instance that runs, with whatever a test wants to be different. */
export function instanceOf(changes: Partial<Instance> = {}): Instance {
  return {
    id: 'billed-usage-G000000001-full',
    orchestrator: 'runExport',
    runtimeStatus: 'Running',
    createdAt: new Date('2026-11-08T06:00:00Z'),
    updatedAt: new Date('2026-11-08T06:01:10Z'),
    input: runOfRequest(BILLED_REQUEST),
    output: undefined,
    customStatus: undefined,
    ...changes,
  };
}

export interface FakeInstances extends Instances {
  readonly byId: Map<string, Instance>;
  readonly terminated: string[];
  looks: number;
}

/** A durable backend in a map. */
export function fakeInstances(...instances: Instance[]): FakeInstances {
  const byId = new Map(instances.map((instance) => [instance.id, instance]));
  const terminated: string[] = [];
  return {
    byId,
    terminated,
    looks: 0,
    async find(id) {
      this.looks++;
      return byId.get(id);
    },
    async list({ from, to } = {}) {
      return [...byId.values()].filter(({ createdAt }) => (!from || createdAt >= from) && (!to || createdAt <= to));
    },
    async active() {
      return [...byId.values()].filter(isActive);
    },
    async startingWith(prefix, which) {
      return [...byId.values()].filter((one) => one.id.startsWith(prefix) && (which !== 'active' || isActive(one)));
    },
    async failed() {
      return [...byId.values()].filter(({ runtimeStatus }) => runtimeStatus === 'Failed');
    },
    async start(orchestrator, id, input) {
      const existing = byId.get(id);
      if (existing && isActive(existing)) return false;
      byId.set(id, instanceOf({ id, orchestrator, input, runtimeStatus: 'Pending' }));
      return true;
    },
    async purgeEnded(createdBefore) {
      const ended = [...byId.values()].filter((one) => !isActive(one) && one.createdAt < createdBefore);
      for (const { id } of ended) byId.delete(id);
      return ended.length;
    },
    async terminate(id) {
      terminated.push(id);
      const existing = byId.get(id);
      if (existing && isActive(existing)) byId.set(id, { ...existing, runtimeStatus: 'Terminated' });
    },
  };
}
