import type { HttpResponseInit } from '@azure/functions';
import { ERROR_CODES, type ErrorCode } from '../errors.ts';
import type { RequestFault } from '../export/request.ts';

/** Where a code is explained: a heading of `docs/errors.md`. */
export function helpFor(code: ErrorCode): string {
  return `docs/errors.md#${code.toLowerCase()}`;
}

/** A refusal of this program's own API, thrown by its use cases and answered as RFC 9457 problem details. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly errors: readonly RequestFault[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    code: ErrorCode,
    detail: string,
    extra: { errors?: readonly RequestFault[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.errors = extra.errors;
    this.retryAfterSeconds = extra.retryAfterSeconds;
  }
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  415: 'Unsupported media type',
  500: 'Internal error',
  503: 'Service unavailable',
};

export function problemResponse(problem: ApiProblem): HttpResponseInit {
  const { status, code, message, errors, retryAfterSeconds } = problem;
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify({
      type: helpFor(code),
      title: TITLES[status] ?? 'Error',
      status,
      code,
      detail: message,
      hint: ERROR_CODES[code],
      ...(errors ? { errors } : {}),
    }),
  };
}
