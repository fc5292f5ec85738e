import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import type { Health } from '../../shared/api/health.ts';

/** A refusal of the API, in its own words. */
export class ApiError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(problem: {
    code?: string;
    detail?: string;
    hint?: string;
    errors?: { path: string; message: string }[];
  }) {
    const faults = problem.errors?.map(({ path, message }) => `\n  ${path || 'request'}: ${message}`).join('') ?? '';
    super(`${problem.detail ?? 'The host refused the call.'}${faults}`);
    this.name = 'ApiError';
    this.code = problem.code ?? 'InternalError';
    this.hint = problem.hint ?? '';
  }
}

/** The HTTP API as any internal tool would use it. */
export class ApiClient {
  readonly #baseUrl: string;

  constructor(hostUrl: string) {
    this.#baseUrl = `${hostUrl}/api`;
  }

  /** Fitness of the app; it is an answer also when something is wrong. */
  async health(): Promise<Health> {
    const response = await fetch(`${this.#baseUrl}/health`);
    return (await response.json()) as Health;
  }

  start(request: object): Promise<ExportBody> {
    return this.#call('POST', 'exports', request);
  }

  get(id: string): Promise<ExportBody> {
    return this.#call('GET', `exports/${id}`);
  }

  cancel(id: string): Promise<ExportBody> {
    return this.#call('POST', `exports/${id}/cancel`);
  }

  async #call(method: string, path: string, body?: object): Promise<ExportBody> {
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await fetch(`${this.#baseUrl}/${path}`, {
          method,
          ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
        });
        const answer = await response.json();
        if (!response.ok) throw new ApiError(answer as ConstructorParameters<typeof ApiError>[0]);
        return answer as ExportBody;
      } catch (error) {
        // A host that is starting again answers a moment later; nothing is started twice by asking again.
        if (error instanceof ApiError) throw error;
        if (attempt === 5) throw new Error(`The host at ${this.#baseUrl} does not answer: ${causeOf(error)}`);
        await sleep(500);
      }
    }
  }
}

/** `fetch` only says that it failed; what happened is in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
