import type { RegisteredFunction } from '../functionsCore.ts';
import type { InputData, TypedData } from './protocol.ts';

/** The trigger's data first, then the durable client for every input that asks for one, as the library expects them. */
export function bindInputs(fn: RegisteredFunction, trigger: TypedData, clientData: string): InputData[] {
  const inputs: InputData[] = [];
  for (const [name, { type, direction }] of Object.entries(fn.metadata.bindings)) {
    if (isTrigger(type)) inputs.unshift({ name, data: trigger });
    else if (direction === 'in' && isDurableClient(type)) inputs.push({ name, data: { string: clientData } });
  }
  return inputs;
}

export const isTrigger = (type: string): boolean => /trigger$/i.test(type);

export const isDurableClient = (type: string): boolean => type === 'durableClient' || type === 'orchestrationClient';

export function triggerType(fn: RegisteredFunction): string {
  return Object.values(fn.metadata.bindings).find(({ type }) => isTrigger(type))?.type ?? '';
}
