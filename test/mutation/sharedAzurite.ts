import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

/** Ends when its parent does, even when that one is killed: the pipe breaks. */
const END_WITH_PARENT = 'data:text/javascript,process.stdin.on("close",()=>process.exit()).resume()';

/**
 * Starts one Azurite for all test files that a worker runs; answers its origin. The tests find it through
 * azuriteOfTests.ts.
 */
export async function startSharedAzurite(): Promise<string> {
  const script = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
  const args = ['--inMemoryPersistence', '--disableTelemetry', '--skipApiVersionCheck', '--silent', '--blobPort', '0'];
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, script, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = /successfully listens on (http:\/\/\S+)/.exec(line)?.[1];
    if (origin) {
      child.stdout.resume();
      // The worker is not kept alive by it.
      child.unref();
      return origin;
    }
  }
  throw new Error('Azurite ended before it served.');
}
