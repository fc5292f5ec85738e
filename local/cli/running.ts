import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../simulators/writeWhole.ts';

/** What a second command needs to use a server that `npm start` runs already. */
export interface RunningServer {
  pid: number;
  hostUrl: string;
  landingUrl: string;
  tenantId: string;
  /** The certificate of the server's authority. */
  ca: string;
}

function file(dataDir: string): string {
  return join(dataDir, 'running.json');
}

export function announceServer(dataDir: string, server: RunningServer): void {
  writeWhole(file(dataDir), JSON.stringify(server, null, 1));
}

export function retractServer(dataDir: string): void {
  rmSync(file(dataDir), { force: true });
}

const ANSWERS_WITHIN_MS = 2_000;

/**
 * The server that is running on this data directory, if it answers: after a crash its process id may be that of any
 * other program.
 */
export async function findServer(dataDir: string): Promise<RunningServer | undefined> {
  try {
    const server = JSON.parse(readFileSync(file(dataDir), 'utf8')) as RunningServer;
    process.kill(server.pid, 0);
    const answer = await fetch(`${server.hostUrl}/api/openapi.json`, {
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    await answer.body?.cancel();
    return answer.ok ? server : undefined;
  } catch {
    return undefined;
  }
}
