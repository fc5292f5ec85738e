import { app } from '@azure/functions';
import { isObject, type Json, type JsonObject } from './trace.ts';

export interface RecordedInstance {
  payloads: JsonObject[];
  actions: JsonObject[];
}

/**
 * Listens to the hooks of the worker, so that what goes into an orchestrator and what comes out is recorded as it was
 * on the real host.
 */
export class Recorder {
  readonly #instances = new Map<string, RecordedInstance>();

  constructor() {
    app.hook.preInvocation((context) => {
      const payload = toJson(context.inputs[0]);
      if (isObject(payload) && Array.isArray(payload.history)) this.instance(idOf(payload)).payloads.push(payload);
    });
    app.hook.postInvocation((context) => {
      const payload = toJson(context.inputs[0]);
      if (!isObject(payload) || !Array.isArray(payload.history)) return;
      this.instance(idOf(payload)).actions.push(
        context.error
          ? threw(String(context.error instanceof Error ? context.error.message : context.error))
          : stateOf(context.result),
      );
    });
  }

  instance(id: string): RecordedInstance {
    const present = this.#instances.get(id) ?? { payloads: [], actions: [] };
    this.#instances.set(id, present);
    return present;
  }
}

const toJson = (value: unknown): Json => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

const idOf = (payload: JsonObject): string => String(payload.instanceId);

function stateOf(result: unknown): JsonObject {
  const state = toJson(result);
  return isObject(state) ? state : {};
}

/** In the form of the traces. */
function threw(message: string): JsonObject {
  const [text, json] = message.split('\n\n$OutOfProcData$:');
  if (json === undefined) return { threw: message };
  return { threw: { textBeforeLabel: text ?? '', state: JSON.parse(json) } };
}
