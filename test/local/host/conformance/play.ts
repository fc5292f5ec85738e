import { compareInstance, type Difference } from './compare.ts';
import type { Recorder } from './recorder.ts';
import type { Rig } from './rig.ts';
import { isObject, startOf, type Trace, type TracedInstance } from './trace.ts';

/** What a scenario does beyond starting its root instances and waiting. */
export type Script = (stage: Stage) => Promise<Difference[]>;

let lastNumber = 0;

/**
 * One scenario on one host. Instances keep their recorded ids and get a number behind them, as the recordings used some
 * ids several times.
 */
export class Stage {
  readonly trace: Trace;
  rig: Rig;
  readonly #recorder: Recorder;
  readonly #ids = new Map<TracedInstance, string>();

  constructor(trace: Trace, rig: Rig, recorder: Recorder) {
    this.trace = trace;
    this.rig = rig;
    this.#recorder = recorder;
    const numbers = new Map<string, number>();
    for (const instance of trace.instances) {
      const { instanceId } = instance;
      const start = startOf(instance);
      // The number of a child is its parent's, in the middle of its id.
      const parent =
        start && isObject(start.ParentInstance) ? [...numbers].find(([id]) => instanceId.startsWith(id)) : undefined;
      if (parent) {
        this.#ids.set(instance, instanceId.replace(parent[0], `${parent[0]}~${parent[1]}`));
        continue;
      }
      lastNumber++;
      numbers.set(instanceId, lastNumber);
      this.#ids.set(instance, `${instanceId}~${lastNumber}`);
    }
  }

  /** The instance at that place of the trace, with the id that it has here. */
  at(index: number): { id: string; instance: TracedInstance } {
    const instance = this.trace.instances[index];
    if (!instance) throw new Error(`The trace ${this.trace.scenario} has no instance ${index}.`);
    return { instance, id: this.#ids.get(instance) ?? '' };
  }

  async startAt(index: number): Promise<string> {
    const { id, instance } = this.at(index);
    const start = startOf(instance);
    if (!start) throw new Error(`The trace ${this.trace.scenario} does not say how instance ${index} was started.`);
    await this.rig.start(String(start.Name), id, start.Input === '""' ? '' : String(start.Input));
    return id;
  }

  /** Starts every recorded root instance. */
  async startAll(): Promise<void> {
    for (const [index, instance] of this.trace.instances.entries()) {
      const start = startOf(instance);
      if (start && !isObject(start.ParentInstance)) await this.startAt(index);
    }
  }

  async compare(isParallel: (instance: TracedInstance) => boolean): Promise<Difference[]> {
    const differences: Difference[] = [];
    for (const instance of this.trace.instances) {
      // Children with generated ids are reached through the history of their parents.
      if (instance.instanceId.startsWith('<')) continue;
      const id = this.#ids.get(instance) ?? '';
      const status = await this.rig.status(id);
      const withHistory = await this.rig.status(id, 'showHistory=true&showHistoryOutput=true');
      const history = isObject(withHistory.body) ? (withHistory.body.historyEvents ?? null) : null;
      const fresh = { ...this.#recorder.instance(id), status, history };
      differences.push(...compareInstance(this.trace.scenario, instance, fresh, isParallel(instance)));
    }
    return differences;
  }
}
