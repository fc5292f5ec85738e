/**
 * The module that `@azure/functions` asks for as `@azure/functions-core`: what the Functions worker injects on Azure.
 * One process holds one registration table, as one worker does; a test file is a process of its own to it.
 */
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  ProgrammingModel,
} from './worker/protocol.ts';

export const version = '3.13.0';
export const hostVersion = '4.1040.0';

export interface RegisteredFunction {
  metadata: FunctionMetadata;
  callback: FunctionCallback;
}

const functions = new Map<string, RegisteredFunction>();
const hooks: { name: HookName; callback: HookCallback }[] = [];
let namesOfThisLoad = new Set<string>();
let programmingModel: ProgrammingModel | undefined;

export class Disposable {
  #dispose: () => void;

  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }

  dispose(): void {
    this.#dispose();
  }
}

export function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  if (namesOfThisLoad.has(metadata.name)) {
    throw new Error(`The function "${metadata.name}" is registered twice. Give each function a name of its own.`);
  }
  namesOfThisLoad.add(metadata.name);
  functions.set(metadata.name, { metadata, callback });
  return new Disposable(() => functions.delete(metadata.name));
}

export function registerHook(name: HookName, callback: HookCallback): Disposable {
  const hook = { name, callback };
  hooks.push(hook);
  return new Disposable(() => {
    const at = hooks.indexOf(hook);
    if (at >= 0) hooks.splice(at, 1);
  });
}

export function setProgrammingModel(model: ProgrammingModel): void {
  programmingModel = model;
}

export function getProgrammingModel(): ProgrammingModel | undefined {
  return programmingModel;
}

/** Messages of the library itself: only what needs attention is worth a line. */
export function log(level: string, _category: string, message: string): void {
  if (level === 'warning' || level === 'error' || level === 'critical') process.stderr.write(`[${level}] ${message}\n`);
}

/** An app that is loaded a second time in the same process (a restarted host) may register its names again. */
export function beginLoad(): void {
  namesOfThisLoad = new Set();
}

export function registeredFunctions(): ReadonlyMap<string, RegisteredFunction> {
  return functions;
}

export async function runHooks(name: HookName, context: Record<string, unknown>): Promise<void> {
  for (const hook of hooks) {
    if (hook.name === name) await hook.callback(context);
  }
}
