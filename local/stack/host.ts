import { fileURLToPath } from 'node:url';
import { type RunningChild, startChild } from './childProcess.ts';

export interface HostOptions {
  /** Its whole environment. */
  env: Record<string, string>;
  /** Where it keeps its durable state. */
  dataDir: string;
  /** 0 or none: any. */
  port?: number | undefined;
  /** Another program with the same command line, for tests. */
  script?: string | undefined;
  onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
}

const READY_WITHIN_MS = 60_000;
const DEFAULT_SCRIPT = fileURLToPath(new URL('../host/main.ts', import.meta.url));

/**
 * Runs the local Functions host in a process of its own: it may be killed and started again while everything else goes
 * on.
 */
export function startHostProcess(options: HostOptions): Promise<RunningChild> {
  return startChild({
    name: 'The Functions host',
    args: [options.script ?? DEFAULT_SCRIPT, '--port', String(options.port ?? 0), '--data', options.dataDir],
    env: options.env,
    ready: /listening on (http:\/\/\S+)/,
    readyWithinMs: READY_WITHIN_MS,
    onLine: options.onLine,
  });
}
