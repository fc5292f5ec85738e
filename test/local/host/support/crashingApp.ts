import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { app } from '@azure/functions';
import * as df from 'durable-functions';

/** An app for the command line: slow work that is counted in the file `EXECUTIONS_FILE`, and ways to end badly. */
df.app.activity('work', {
  handler: async ({ n }: { n: number }, context) => {
    appendFileSync(process.env.EXECUTIONS_FILE ?? '', `${n}\n`);
    context.log(`working on ${n}`);
    context.log(JSON.stringify({ event: 'work', n }));
    await sleep(30);
    return n;
  },
});

df.app.orchestration('fan', function* (context) {
  const { count } = context.df.getInput<{ count: number }>();
  const tasks = Array.from({ length: count }, (_, n) => context.df.callActivity('work', { n }));
  const results: number[] = yield context.df.Task.all(tasks);
  return results.reduce((sum, n) => sum + n, 0);
});

app.http('reject', {
  handler: async () => {
    setImmediate(() => Promise.reject(new Error('nobody waits for this')));
    return { status: 202 };
  },
});

app.http('hostname', { handler: async () => ({ body: process.env.WEBSITE_HOSTNAME ?? '' }) });
