import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StopError } from '../../../shared/export/stop.ts';
import { isServiceId, manifestIdFrom, operationIdFrom } from '../../../shared/microsoft/identifiers.ts';
import { codeOf } from '../../support/codes.ts';
import { manyRuns } from '../../support/manyRuns.ts';

fc.configureGlobal(manyRuns);

const GRAPH = 'https://graph.microsoft.com/v1.0';

describe('an id of the service', () => {
  test.each(['0a1b2c3d-0000-0000-0000-000000000001', 'A.b_c-9', 'x', '...', 'a'.repeat(128)])('%j is one', (id) => {
    expect(isServiceId(id)).toBe(true);
  });

  test.each(['', '.', '..', 'a/b', 'a\\b', 'a b', 'a%2eb', 'ä', 'a?b', 'a\n', 'a'.repeat(129), 7, null, undefined])(
    '%j is none',
    (id) => {
      expect(isServiceId(id)).toBe(false);
    },
  );

  test('an accepted id stays one segment of the path it is put into', () => {
    fc.assert(
      fc.property(fc.string().filter(isServiceId), (id) => {
        expect(new URL(`${GRAPH}/operations/${id}`).pathname).toBe(`/v1.0/operations/${id}`);
      }),
    );
  });
});

describe('the operation of a Location', () => {
  test.each([
    ['v1.0', `${GRAPH}/reports/partners/billing/operations/op-1`],
    ['beta', 'https://graph.microsoft.com/beta/reports/partners/billing/operations/op-1'],
    ['another origin', 'https://evil.example/operations/op-1'],
    ['relative', '/v1.0/reports/partners/billing/operations/op-1'],
    ['the id alone', 'op-1'],
    ['a trailing slash', `${GRAPH}/operations/op-1/`],
    ['a query', `${GRAPH}/operations/op-1?x=/y`],
    ['a fragment', `${GRAPH}/operations/op-1#/y`],
    ['the OData form', `${GRAPH}/operations('op-1')`],
    ['the OData form in the middle', `${GRAPH}/operations('other')/op-1`],
    ['slashes at its end', `${GRAPH}/operations/op-1///`],
    ['an address in its query', `${GRAPH}/operations/op-1?next=https://evil.example/op-2`],
  ])('%s', (_, location) => {
    expect(operationIdFrom(location)).toBe('op-1');
  });

  test.each([
    ['nothing', ''],
    ['a dot segment', `${GRAPH}/operations/..`],
    ['an encoded dot segment', `${GRAPH}/operations/%2e%2e`],
    ['an encoded slash', `${GRAPH}/operations/a%2Fb`],
    ['a part of the OData form', `${GRAPH}/operations('op-1')/('x`],
    ['nothing but a host', 'https://graph.microsoft.com/'],
    ['nothing but a host, without a slash', 'https://graph.microsoft.com'],
  ])('none in %s', (_, location) => {
    expect(operationIdFrom(location)).toBeUndefined();
  });
});

describe('the manifest of a link', () => {
  test.each([
    ['absolute', `${GRAPH}/reports/partners/billing/manifests/m-1`],
    ['another version', 'https://graph.microsoft.com/beta/reports/partners/billing/manifests/m-1'],
    ['the host in capitals', 'HTTPS://GRAPH.MICROSOFT.COM/v1.0/manifests/m-1'],
    ['the default port', 'https://graph.microsoft.com:443/v1.0/manifests/m-1'],
    ['relative to the root', '/v1.0/manifests/m-1'],
    ['relative', 'reports/partners/billing/manifests/m-1'],
    ['the OData form', "manifests('m-1')"],
  ])('%s', (_, link) => {
    expect(manifestIdFrom(link, GRAPH)).toBe('m-1');
  });

  test.each([
    ['another host', 'https://evil.example/v1.0/manifests/m-1'],
    ['http', 'http://graph.microsoft.com/v1.0/manifests/m-1'],
    ['another port', 'https://graph.microsoft.com:444/v1.0/manifests/m-1'],
    ['a host in the user info', 'https://graph.microsoft.com@evil.example/manifests/m-1'],
    ['no scheme', '//evil.example/manifests/m-1'],
    ['backslashes', '\\\\evil.example\\manifests\\m-1'],
    ['another scheme', 'data:text/plain,m-1'],
    ['no URL', 'https://[/m-1'],
  ])('refuses %s', (_, link) => {
    expect(codeOf(() => manifestIdFrom(link, GRAPH))).toBe('ForeignOrigin');
  });

  test.each([
    ['without an id', `${GRAPH}/manifests/`.replace('manifests/', '..')],
    ['with an encoded id', `${GRAPH}/manifests/a%2Fb`],
    ['to nothing but the host', 'https://graph.microsoft.com'],
  ])('refuses one %s', (_, link) => {
    expect(codeOf(() => manifestIdFrom(link, GRAPH))).toBe('AnswerInvalid');
  });

  test('its refusal ends the step as failed', () => {
    expect(() => manifestIdFrom('https://evil.example/m', GRAPH)).toThrow(StopError);
  });
});
