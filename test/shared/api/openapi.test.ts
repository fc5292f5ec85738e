import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openApiDocument } from '../../../shared/api/openapi.ts';
import { type ApiAnswer, answerChecker, type OpenApi } from '../../support/openApi.ts';
import { temporaryDirectory } from '../../support/temporaryDirectory.ts';

const directory = temporaryDirectory();
afterAll(directory.remove);

const document = openApiDocument('https://app.example/api') as OpenApi;

test('the description is OpenAPI 3.1', () => {
  const file = join(directory.path, 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  const cli = 'node_modules/@seriousme/openapi-schema-validator/bin/validate-api-cli.js';
  expect(JSON.parse(execFileSync(process.execPath, [cli, file], { encoding: 'utf8' }))).toEqual({ valid: true });
});

describe('what checks the answers of the other tests against the description', () => {
  const check = answerChecker(document);
  const problem = { type: 't', title: 't', status: 404, code: 'ExportNotFound', detail: 'd', hint: 'h' };
  const answer = (change: Partial<ApiAnswer>, contentType = 'application/problem+json'): ApiAnswer => ({
    status: 404,
    headers: new Headers({ 'content-type': contentType }),
    body: problem,
    ...change,
  });

  test('accepts what is described', () => {
    expect(check('GET', '/api/exports/x', answer({}))).toEqual([]);
  });

  test.each<[string, ApiAnswer, RegExp]>([
    ['a status', answer({ status: 418 }), /does not tell of 418/],
    ['a content type', answer({}, 'text/html'), /as text\/html is not described/],
    ['a property', answer({ body: { ...problem, secret: 1 } }), /additional properties.*secret/],
    ['a value', answer({ body: { ...problem, code: 'Oops' } }), /must be equal to one of the allowed values/],
  ])('finds %s that is not described', (_what, given, fault) => {
    expect(check('GET', '/api/exports/x', given)).toEqual([expect.stringMatching(fault)]);
  });

  test('finds what is missing', () => {
    const { code: _, ...rest } = problem;
    expect(check('GET', '/api/exports/x', answer({ body: rest }))).toEqual([expect.stringMatching(/'code'/)]);
    const accepted = answer({ status: 202, body: {} }, 'application/json');
    expect(check('POST', '/api/exports/x/cancel', accepted).join()).toMatch(/header Location is missing/);
  });
});
