import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isNoData, readOperation } from '../../../shared/microsoft/operation.ts';
import { manyRuns } from '../../support/manyRuns.ts';

fc.configureGlobal(manyRuns);

const MANIFEST = { id: 'm1', rootDirectory: 'https://a.blob.core.windows.net/c', blobs: [] };
const LINK = 'https://graph.microsoft.com/v1.0/reports/partners/billing/manifests/m1';

describe('the answer of an operation', () => {
  test.each([
    'notStarted',
    'notstarted',
    'running',
    'Running',
    'RUNNING',
    'unknownFutureValue',
    'processing',
    '',
    null,
    undefined,
  ])('status %j means that it still runs', (status) => {
    expect(readOperation({ status })).toEqual({ state: 'running' });
  });

  test.each(['succeeded', 'Succeeded', 'SUCCEEDED', 'completed', 'Completed'])(
    'status %j means that it is done, and the manifest is inside',
    (status) => {
      expect(readOperation({ status, resourceLocation: MANIFEST })).toEqual({
        state: 'succeeded',
        manifest: { inline: MANIFEST },
      });
    },
  );

  test.each([
    ['a navigation link beside it', { 'resourceLocation@odata.navigationLink': LINK }],
    ['a navigation link beside null', { resourceLocation: null, 'resourceLocation@odata.navigationLink': LINK }],
    ['a plain text', { resourceLocation: LINK }],
    ['an object with nothing but a link', { resourceLocation: { '@odata.navigationLink': LINK } }],
    ['an object with an @odata.id', { resourceLocation: { '@odata.id': LINK } }],
  ])('finds the manifest behind %s', (_, location) => {
    expect(readOperation({ status: 'succeeded', ...location })).toEqual({
      state: 'succeeded',
      manifest: { link: LINK },
    });
  });

  test.each<[string, object]>([
    ['a root directory and a link', { rootDirectory: 'r', '@odata.navigationLink': LINK }],
    ['blobs and an address', { blobs: [], url: LINK }],
    ['an address that is no text', { url: { of: LINK } }],
    ['a name that ends like an address', { curl: LINK, urls: LINK }],
    ['a name that holds a link', { navigationLinks: LINK, 'x@odata.id': LINK, '@odata.ids': LINK }],
  ])('takes an object with %s for the manifest itself', (_, resourceLocation) => {
    expect(readOperation({ status: 'succeeded', resourceLocation })).toEqual({
      state: 'succeeded',
      manifest: { inline: resourceLocation },
    });
  });

  test.each(['uri', 'url', 'href', 'URL', 'manifest@odata.navigationLink'])('finds a link under %s', (name) => {
    expect(readOperation({ status: 'succeeded', resourceLocation: { [name]: LINK } })).toEqual({
      state: 'succeeded',
      manifest: { link: LINK },
    });
  });

  test('prefers the manifest inside over a link beside it', () => {
    const answer = {
      status: 'succeeded',
      resourceLocation: MANIFEST,
      'resourceLocation@odata.navigationLink': LINK,
    };
    expect(readOperation(answer)).toMatchObject({ manifest: { inline: MANIFEST } });
  });

  test.each([
    ['type annotation', { '@odata.type': '#microsoft.graph.partners.billing.runningOperation' }],
    ['another id than the one asked for', { id: 'other' }],
    ['unreadable times', { createdDateTime: 'T10-01-03', lastActionDateTime: 7 }],
    ['an empty error', { error: null }],
  ])('does not care about %s', (_, extra) => {
    expect(readOperation({ status: 'running', ...extra })).toEqual({ state: 'running' });
  });

  test.each([
    ['text', '5000', '5000'],
    ['number', 5000, '5000'],
    ['none', undefined, ''],
  ])('reads a failure with a code that is %s', (_, code, expected) => {
    expect(readOperation({ status: 'Failed', error: { code, message: 'No data available' } })).toEqual({
      state: 'failed',
      code: expected,
      message: 'No data available',
    });
  });

  test('a failure may come without any reason', () => {
    expect(readOperation({ status: 'failed' })).toEqual({ state: 'failed', code: '', message: 'no reason given' });
  });

  test.each([
    ['5000', true],
    ['5001', false],
    ['50001', false],
    ['', false],
  ])('code %j: no data is %s', (code, expected) => {
    expect(isNoData({ code })).toBe(expected);
  });

  test.each([
    ['null', null],
    ['a text', 'running'],
    ['a list', [{ status: 'running' }]],
    ['nothing', undefined],
    ['done without a manifest', { status: 'succeeded' }],
    ['done with an empty link', { status: 'succeeded', resourceLocation: '' }],
  ])('refuses %s', (_, answer) => {
    expect(readOperation(answer)).toMatchObject({ stop: 'failed', failure: { code: 'AnswerInvalid' } });
  });

  test('scrubs what the service says about a failure', () => {
    const answer = {
      status: 'failed',
      error: { code: 'sig=SECRET1', message: 'see https://a.blob.core.windows.net/c/x?sv=1&sig=SECRET2' },
    };
    expect(JSON.stringify(readOperation(answer))).not.toMatch(/SECRET/);
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.anything(), (answer) => typeof readOperation(answer) === 'object'));
  });
});
