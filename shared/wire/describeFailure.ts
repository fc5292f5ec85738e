import { types } from 'node:util';
import { isRestError } from '@azure/core-rest-pipeline';
import { TimeLimitError } from './timeLimit.ts';

/**
 * Says what failed on the wire, by codes alone: messages and properties of such errors hold URLs, and URLs hold SAS
 * tokens.
 */
export function describeFailure(error: unknown): string {
  if (isRestError(error)) {
    const status = error.statusCode === undefined ? '' : `HTTP ${error.statusCode} `;
    const requestId = error.response?.headers.get('x-ms-request-id');
    return `${status}${error.code ?? error.response?.headers.get('x-ms-error-code') ?? error.name}${requestId ? ` (request ${requestId})` : ''}`;
  }
  if (error instanceof TimeLimitError) return error.message;
  if (!types.isNativeError(error)) return 'unknown failure';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
