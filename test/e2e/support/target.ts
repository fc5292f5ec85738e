import { setTimeout as sleep } from 'node:timers/promises';
import { type Stack, type StackOptions, startStack } from '../../../local/stack/stack.ts';
import type { ExportBody } from '../../../shared/api/exportBody.ts';
import { answerChecker } from '../../support/openApi.ts';
import { temporaryDirectory } from '../../support/temporaryDirectory.ts';

export interface Answer {
  status: number;
  headers: Headers;
  contentType: string;
  body: unknown;
}

/** A running app, known by its address only. */
export interface Target {
  readonly url: string;
  /** What stands behind it, when it was started here: for looks at what no HTTP call of the app shows. */
  readonly stack: Stack | undefined;
  /** Every answer is held against the app's own OpenAPI description. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  start(request: object): Promise<ExportBody>;
  untilEnded(id: string, withinMs?: number): Promise<ExportBody>;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 100;

/**
 * The app at `FUNCTIONS_BASE_URL` (with `FUNCTIONS_KEY`, if it wants one), or else one of its own: the real host
 * process on the embedded stack, in a directory that is removed in the end.
 */
export async function openTarget(options: Omit<StackOptions, 'dataDir'> = {}): Promise<Target> {
  const given = process.env.FUNCTIONS_BASE_URL;
  if (given)
    return target(
      () => given.replace(/\/+$/, ''),
      undefined,
      async () => {},
    );
  const directory = temporaryDirectory();
  const stack = await startStack({ ...options, dataDir: directory.path });
  return target(
    () => stack.host?.url ?? '',
    stack,
    async () => {
      await stack.stop();
      directory.remove();
    },
  );
}

function target(url: () => string, stack: Stack | undefined, stop: () => Promise<void>): Target {
  const key = process.env.FUNCTIONS_KEY;
  let checker: Promise<ReturnType<typeof answerChecker>> | undefined;

  async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(new URL(path, `${url()}/`), {
      method,
      headers: { ...(key ? { 'x-functions-key': key } : {}), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      contentType: response.headers.get('content-type') ?? '',
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  async function described() {
    const { body } = await ask('GET', 'api/openapi.json');
    return answerChecker(body as Parameters<typeof answerChecker>[0]);
  }

  const self: Target = {
    get url() {
      return url();
    },
    stack,
    stop,
    async call(method, path, body) {
      const answer = await ask(method, path, body);
      if (!path.startsWith('api/')) return answer;
      checker ??= described();
      const faults = (await checker)(method, path, answer);
      if (faults.length > 0) throw new Error(`Not as the API describes itself:\n${faults.join('\n')}`);
      return answer;
    },
    async start(request) {
      const { status, body } = await self.call('POST', 'api/exports', request);
      if (status !== 202) throw new Error(`POST /api/exports answered ${status}: ${JSON.stringify(body)}`);
      return body as ExportBody;
    },
    async untilEnded(id, withinMs = 60_000) {
      const untilMs = Date.now() + withinMs;
      for (;;) {
        const body = (await self.call('GET', `api/exports/${id}`)).body as ExportBody;
        if (body.endedAt !== null) return body;
        if (Date.now() > untilMs) throw new Error(`${id} is still ${body.status} (${body.phase}).`);
        await sleep(LOOK_EVERY_MS);
      }
    },
  };
  return self;
}
