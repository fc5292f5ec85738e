import { createHttpHeaders, createPipelineRequest, RestError } from '@azure/core-rest-pipeline';
import { expect, test } from '@jest/globals';
import { describeFailure } from '../../../shared/wire/describeFailure.ts';
import { TimeLimitError } from '../../../shared/wire/timeLimit.ts';

const URL_WITH_SAS = 'https://a.blob.core.windows.net/c/x?sig=SECRET';

function restError(given: { code?: string; statusCode?: number; headers?: Record<string, string> }): RestError {
  const { headers, ...options } = given;
  const request = createPipelineRequest({ url: URL_WITH_SAS });
  const response = headers && {
    response: { request, status: given.statusCode ?? 500, headers: createHttpHeaders(headers) },
  };
  return new RestError(`failed at ${URL_WITH_SAS}`, { ...options, request, ...response });
}

test.each<[string, unknown, string]>([
  ['a connection that broke', restError({ code: 'ECONNRESET' }), 'ECONNRESET'],
  ['an answer', restError({ statusCode: 503, code: 'ServerBusy' }), 'HTTP 503 ServerBusy'],
  [
    'an answer without a body',
    restError({ statusCode: 409, headers: { 'x-ms-error-code': 'LeaseIdMissing', 'x-ms-request-id': 'r-1' } }),
    'HTTP 409 LeaseIdMissing (request r-1)',
  ],
  ['an answer without any code', restError({ statusCode: 502, headers: {} }), 'HTTP 502 RestError'],
  ['a time limit', new TimeLimitError(1_000), 'not finished after 1000 ms'],
  ['an error of the system', Object.assign(new Error(URL_WITH_SAS), { code: 'ENOTFOUND' }), 'ENOTFOUND'],
  ['an error with a number for a code', Object.assign(new TypeError(URL_WITH_SAS), { code: 7 }), 'TypeError'],
  ['any other error', new TypeError(URL_WITH_SAS), 'TypeError'],
  ['something else', { message: URL_WITH_SAS }, 'unknown failure'],
  ['nothing', undefined, 'unknown failure'],
])('%s is told by its codes alone', (_, error, expected) => {
  expect(describeFailure(error)).toBe(expected);
});
