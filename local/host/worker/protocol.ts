/**
 * The part of the contract between `@azure/functions` and the module `@azure/functions-core` that the Functions worker
 * supplies. Shapes follow the calls of `@azure/functions` 4.16 (`src/InvocationModel.ts`, `src/converters`).
 */
export interface TypedData {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  int?: number;
  double?: number;
  http?: HttpData;
}

export interface HttpData {
  url?: string;
  method?: string;
  nullableHeaders?: Record<string, { value: string }>;
  nullableQuery?: Record<string, { value: string }>;
  nullableParams?: Record<string, { value: string }>;
  statusCode?: string;
  headers?: Record<string, string>;
  cookies?: Cookie[];
  body?: TypedData | null;
}

export interface Cookie {
  name: string;
  value: string;
  domain?: { value: string };
  path?: { value: string };
  expires?: { value: { seconds: number } };
  secure?: { value: boolean };
  httpOnly?: { value: boolean };
  /** 0 none, 1 lax, 2 strict, 3 explicit none. */
  sameSite?: number | string;
  maxAge?: { value: number };
}

/** A binding as registered; its key in `bindings` carries a hash, so it is found by `type`. */
export interface Binding {
  type: string;
  direction: 'in' | 'out';
  route?: string;
  methods?: string[];
  schedule?: string;
  runOnStartup?: boolean;
}

export interface FunctionMetadata {
  name: string;
  bindings: Record<string, Binding>;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

export interface InputData {
  name: string;
  data: TypedData;
}

export interface InvocationRequest {
  invocationId: string;
  inputData: InputData[];
  triggerMetadata: Record<string, TypedData>;
}

export interface CoreInvocationContext {
  invocationId: string;
  request: InvocationRequest;
  metadata: FunctionMetadata;
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks';
  log(level: string, category: 'user' | 'system', message: string): void;
}

export interface InvocationResponse {
  returnValue?: TypedData | null;
  outputData?: InputData[];
}

export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

export interface ProgrammingModel {
  name: string;
  version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

export type HookName = 'preInvocation' | 'postInvocation' | 'appStart' | 'appTerminate' | 'log';
export type HookCallback = (context: Record<string, unknown>) => unknown;
