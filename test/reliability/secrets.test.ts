import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { GraphScenario } from '../../local/simulators/graph/scenario.ts';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { type Product, startProduct } from '../support/product.ts';
import type { StorageFault, StorageRequest } from '../support/wire.ts';
import { httpAnswer } from './support/answers.ts';
import { landedBelow, readBlob } from './support/exactness.ts';
import { speedUpTimers } from './support/fastTimers.ts';
import { invoiceId, manyInvoices } from './support/invoices.ts';
import { createSecretSearch, filesBelow, type Secret } from './support/secretSearch.ts';

const data = { files: 3, unpackedBytes: 3_000, members: 1 };
const FOR_EVER = Number.POSITIVE_INFINITY;

/** What a run is made to meet, and how it has to end. */
interface Trouble {
  what: string;
  scenario?: Partial<GraphScenario>;
  meet?(): void;
  ends: string;
  code?: string;
}

describe('secrets', () => {
  let product: Product;
  let invoices = 0;
  let restoreTimers = () => {};
  const minted = new Set<string>();
  const answers: string[] = [];
  const printed: string[] = [];

  beforeAll(async () => {
    for (const stream of [process.stdout, process.stderr]) {
      const write = stream.write.bind(stream);
      jest.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array) => {
        printed.push(String(chunk));
        return write(chunk);
      });
    }
    product = await startProduct({ wire: true, catalog: manyInvoices(100), scenario: { data } });
    restoreTimers = speedUpTimers();
    const { source } = product.stack;
    const mint = source.mintSas;
    source.mintSas = async (...args) => {
      const sas = await mint(...args);
      minted.add(sas);
      return sas;
    };
    const { call } = product;
    product.call = async (...args) => {
      const answer = await call(...args);
      answers.push(JSON.stringify([answer.status, [...answer.headers], answer.body]));
      return answer;
    };
  });
  afterAll(async () => {
    restoreTimers();
    await product?.stop();
    jest.restoreAllMocks();
  });

  /** What a careless service might say in an error: the secrets of the request that it refuses. */
  const gossip = () => {
    const [sas = ''] = [...minted].slice(-1);
    const [token = ''] = [...product.tokens].slice(-1);
    return `Refused Bearer ${token} for https://127.0.0.1/container/part?${sas} (${encodeURIComponent(`?${sas}`)}, ${JSON.stringify(JSON.stringify({ sasToken: sas, access_token: token }))})`;
  };
  const onStorage = (spoil: StorageFault) => {
    product.wire.storageFault = spoil;
  };
  const refuseStorage = (call: StorageRequest['call'], status: number, times = FOR_EVER) => {
    let left = times;
    onStorage((request) => {
      if (request.call !== call || left-- <= 0) return false;
      request.response.writeHead(status, { 'content-type': 'application/xml' });
      request.response.end(
        `<?xml version="1.0"?><Error><Code>Gossip</Code><Message>${request.incoming.headers.authorization} ${request.target.replaceAll('&', '&amp;')} ${gossip().replaceAll('&', '&amp;')}</Message></Error>`,
      );
      return true;
    });
  };
  const onService = (pattern: RegExp, status: number, body: (request: PipelineRequest) => unknown, headers = {}) => {
    product.wire.serviceFault = (request) =>
      pattern.test(`${request.method} ${request.url}`)
        ? Promise.resolve(httpAnswer(request, status, body(request), headers))
        : undefined;
  };
  const echo = (request: PipelineRequest) => ({
    error: { code: 'Gossip', message: `${request.headers.get('authorization')} ${gossip()}` },
  });

  const troubles: Trouble[] = [
    { what: 'none', ends: 'completed' },
    { what: 'none, by a link', scenario: { resourceLocation: 'navigationLink' }, ends: 'completed' },
    { what: 'a 403 in the middle of the copy', meet: () => refuseStorage('sourceGet', 403, 1), ends: 'completed' },
    {
      what: 'a source that refuses every SAS',
      meet: () => refuseStorage('sourceGet', 403),
      ends: 'failed',
      code: 'SourceForbidden',
    },
    {
      what: 'a SAS that expires and is handed out again',
      scenario: { sas: { lifetimeSeconds: 1, mint: 'once', questionMark: false } },
      meet: () =>
        onStorage(async ({ call }) => {
          if (call === 'list') await sleep(1_100);
          return false;
        }),
      ends: 'failed',
      code: 'SourceForbidden',
    },
    {
      what: 'a source that answers 500 and gossips',
      meet: () => refuseStorage('sourceGet', 500),
      ends: 'failed',
      code: 'SourceUnavailable',
    },
    {
      what: 'a source that answers 400 and gossips',
      meet: () => refuseStorage('sourceGet', 400),
      ends: 'failed',
      code: 'SourceUnavailable',
    },
    { what: 'a refused token', meet: () => onService(/POST/, 401, echo), ends: 'rejected', code: 'TokenRefused' },
    { what: 'a refused request', meet: () => onService(/POST/, 400, echo), ends: 'rejected', code: 'RequestRefused' },
    {
      what: 'a throttled request',
      meet: () => onService(/POST/, 429, echo, { 'retry-after': '9999' }),
      ends: 'failed',
      code: 'ThrottledTooLong',
    },
    {
      what: 'a Location with a SAS',
      meet: () => onService(/POST/, 202, echo, { location: `https://elsewhere.invalid/?${[...minted].at(-1)}` }),
      ends: 'failed',
      code: 'AnswerInvalid',
    },
    {
      what: 'an operation that is forbidden',
      meet: () => onService(/operations/, 403, echo),
      ends: 'rejected',
      code: 'PermissionMissing',
    },
    {
      what: 'an operation that is no JSON',
      meet: () => onService(/operations/, 200, gossip),
      ends: 'failed',
      code: 'AnswerInvalid',
    },
    {
      what: 'an operation that fails and gossips',
      meet: () => onService(/operations/, 200, (request) => ({ status: 'failed', ...echo(request) })),
      ends: 'failed',
      code: 'OperationFailed',
    },
    {
      what: 'a manifest of a stranger with a SAS in it',
      meet: () => onService(/operations/, 200, () => manifestOf('https://evil.example/c/d')),
      ends: 'failed',
      code: 'ForeignOrigin',
    },
    {
      what: 'a root directory with a SAS in it',
      meet: () => onService(/operations/, 200, () => manifestOf(`https://127.0.0.1/c/d?${[...minted].at(-1)}`)),
      ends: 'failed',
      code: 'ForeignOrigin',
    },
    {
      what: 'a manifest link with a SAS in it',
      meet: () =>
        onService(/operations/, 200, () => ({
          status: 'succeeded',
          resourceLocation: `https://evil.example/m?${[...minted].at(-1)}`,
        })),
      ends: 'failed',
      code: 'ForeignOrigin',
    },
    {
      what: 'a landing that forbids and gossips',
      meet: () => refuseStorage('putFile', 403),
      ends: 'failed',
      code: 'LandingForbidden',
    },
    {
      what: 'a landing that is down',
      meet: () => refuseStorage('putFile', 503),
      ends: 'failed',
      code: 'LandingUnavailable',
    },
    {
      what: 'a commit that is refused',
      meet: () => refuseStorage('putManifest', 403),
      ends: 'failed',
      code: 'LandingForbidden',
    },
    {
      what: 'a listing that is down',
      meet: () => refuseStorage('list', 500),
      ends: 'failed',
      code: 'LandingUnavailable',
    },
    {
      what: 'a topic that refuses and gossips',
      meet: () =>
        product.stack.eventGrid.faults.add({
          on: 'publish',
          times: FOR_EVER,
          answer: { status: 401, message: gossip() },
        }),
      ends: 'completed',
    },
    {
      what: 'an identity that refuses and gossips',
      meet: () =>
        product.stack.identity.faults.add({
          on: 'token',
          times: FOR_EVER,
          answer: { status: 400, message: `${gossip()} ${product.stack.identity.header}` },
        }),
      ends: 'completed',
    },
  ];

  const manifestOf = (rootDirectory: string) => ({
    status: 'succeeded',
    resourceLocation: {
      id: 'm',
      schemaVersion: '2',
      dataFormat: 'compressedJSON',
      createdDateTime: '2026-01-01T00:00:00Z',
      eTag: 'e',
      partnerTenantId: 't',
      rootDirectory,
      sasToken: [...minted].at(-1),
      partitionType: 'default',
      blobCount: 1,
      blobs: [{ name: 'part.json.gz', partitionValue: 'default' }],
    },
  });

  async function runInto({ scenario, meet }: Trouble): Promise<ExportBody> {
    const { stack, wire, clock } = product;
    // A service that asked to be left alone for 9999 s is not asked before.
    await clock.advance(3 * 3_600_000);
    wire.storageFault = undefined;
    wire.serviceFault = undefined;
    stack.eventGrid.faults.clear();
    stack.identity.faults.clear();
    stack.graph.scenario = { data, ...scenario };
    // A wait that the service asked for in an earlier run is over.
    product.clock.passTo(new Date(product.clock.now().getTime() + 3_600_000));
    meet?.();
    return product.export({ kind: 'billedUsage', invoiceId: invoiceId(++invoices) });
  }

  test.each(troubles)(
    'a run into trouble: $what',
    async (trouble) => {
      const body = await runInto(trouble);
      expect({ status: body.status, code: body.error?.code }).toEqual({ status: trouble.ends, code: trouble.code });
    },
    60_000,
  );

  test('calls that carry a secret themselves', async () => {
    const key = 'bm90LWEtcmVhbC1mdW5jdGlvbi1rZXktMTIzNDU2Nzg5MA==';
    const { body } = await product.call('GET', `api/exports?top=1&code=${encodeURIComponent(key)}`);
    expect(JSON.stringify(body)).not.toContain('123');
    await product.call('GET', 'api/exports?top=1000');
    await product.call('GET', 'api/health');
  });

  function secrets(): Secret[] {
    const sas = [...minted].flatMap((value, index) => [
      { name: `SAS ${index}`, value },
      { name: `signature of SAS ${index}`, value: new URLSearchParams(value).get('sig') ?? '' },
    ]);
    const tokens = [...product.tokens].map((value, index) => ({ name: `token ${index}`, value }));
    // Only the emulator's own process knows the keys of its accounts.
    const environment = readFileSync(`/proc/${product.stack.azurite.pid}/environ`, 'latin1');
    const accounts = /AZURITE_ACCOUNTS=([^\0]*)/.exec(environment)?.[1] ?? '';
    const keys = accounts
      .split(';')
      .map((account, index) => ({ name: `account key ${index}`, value: account.replace(/^[^:]*:/, '') }));
    return [...sas, ...tokens, ...keys, { name: 'identity header', value: product.stack.identity.header }];
  }

  test('none is in anything that was written, said, logged or answered', async () => {
    const known = secrets();
    expect(known.every(({ value }) => value.length >= 32)).toBe(true);
    expect({ sas: minted.size >= 10, tokens: product.tokens.size > 2 }).toEqual({
      sas: true,
      tokens: true,
    });
    const search = createSecretSearch(known);

    for (const { path, bytes } of filesBelow(product.dataDir)) {
      if (!path.endsWith('/tls/server.key')) search.look(path, bytes);
    }
    for (const [path, { metadata }] of await landedBelow(product.container, '')) {
      search.look(path, await readBlob(product.container, path));
      search.look(`metadata of ${path}`, Buffer.from(JSON.stringify(metadata)));
    }
    search.look('logs', Buffer.from(product.logLines.join('\n')));
    search.look('standard output and error', Buffer.from(printed.join('')));
    search.look('answers', Buffer.from(answers.join('\n')));
    search.look('events', Buffer.from(JSON.stringify(product.stack.eventGrid.events)));

    console.log(`searched ${search.bytes} bytes for ${known.length} secrets`);
    expect(search.findings).toEqual([]);
    expect(product.logLines.length).toBeGreaterThan(100);
    expect(answers.length).toBeGreaterThan(50);
    expect(product.stack.eventGrid.events.length).toBeGreaterThan(10);
    expect([...filesBelow(product.dataDir)].map(({ path }) => path)).toEqual(
      expect.arrayContaining([expect.stringMatching(/host\/[^/]+\.db$/), expect.stringMatching(/-wal$/)]),
    );
  }, 60_000);
});

describe('the search for secrets', () => {
  const sas = 'sv=2021-08-06&sp=rl&sig=q7b%2BEwxN8Yl%2F0J4mVtq1kQmC0s9ZPzv3Gf5Yd6uX2aA%3D';
  const signature = 'q7b+EwxN8Yl/0J4mVtq1kQmC0s9ZPzv3Gf5Yd6uX2aA=';
  const token =
    'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJodHRwczovL2dyYXBoIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4tdGhhdC1uZXZlci13YXM';
  const planted: Secret[] = [
    { name: 'SAS', value: sas },
    { name: 'signature', value: signature },
    { name: 'token', value: token },
    { name: 'key', value: 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6==' },
  ];
  const forms: [string, (value: string) => string][] = [
    ['raw', (value) => value],
    ['URL-encoded', encodeURIComponent],
    ['URL-encoded twice', (value) => encodeURIComponent(encodeURIComponent(value))],
    ['in JSON', (value) => JSON.stringify({ value })],
    ['in JSON in JSON', (value) => JSON.stringify(JSON.stringify({ value }))],
    ['in JSON with escapes', (value) => value.replace(/[&+=/]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)],
    ['in base64', (value) => Buffer.from(value).toString('base64')],
    ['in base64, behind one byte', (value) => Buffer.from(`?${value} and more`).toString('base64')],
    ['in base64, behind two bytes', (value) => Buffer.from(`??${value}`).toString('base64')],
    ['in base64url, behind a sentence', (value) => Buffer.from(`a sentence ${value}.`).toString('base64url')],
    ['in hexadecimal', (value) => Buffer.from(value).toString('hex')],
    ['in UTF-16', (value) => Buffer.from(value, 'utf16le').toString('latin1')],
    ['cut off at its end', (value) => value.slice(0, 44)],
    ['cut off at its beginning', (value) => value.slice(-44)],
  ];

  test.each(forms)('finds what was planted %s', (_how, form) => {
    for (const secret of planted) {
      const search = createSecretSearch(planted);
      search.look('haystack', Buffer.from(`some text before ${form(secret.value)} and behind it`, 'latin1'));
      expect(search.findings.map((finding) => finding.secret)).toContain(secret.name);
    }
  });

  test.each([
    [
      'a SAS that nobody told it of',
      'https://x.blob.core.windows.net/c/b?sp=r&sig=abcdefghijklmnopqrstuvwxyz0123456789%3D',
    ],
    ['the same, encoded', '%3Fsp%3Dr%26sig%3Dabcdefghijklmnopqrstuvwxyz0123456789'],
    ['a token that nobody told it of', `{"x":"${token.replace('c2ln', 'xxxx')}"}`],
    ['an account key', 'DefaultEndpointsProtocol=https;AccountKey=abcdefghijklmnopqrstuvwxyz0123456789=='],
    ['an opaque token', 'authorization: Bearer abcdefghijklmnopqrstuvwxyz0123456789'],
  ])('finds %s by its shape', (_what, text) => {
    const search = createSecretSearch([]);
    search.look('haystack', Buffer.from(text));
    expect(search.findings).not.toEqual([]);
  });

  test('finds nothing where nothing is', () => {
    const search = createSecretSearch(planted);
    search.look(
      'haystack',
      Buffer.from('https://x.blob.core.windows.net/c/b?[removed] sig=[removed] Bearer [removed] sv=2021-08-06&sp=rl'),
    );
    search.look('haystack', Buffer.from(JSON.stringify({ crc32: '9ae0daaf', sha256: 'ab'.repeat(32) })));
    expect(search.findings).toEqual([]);
  });
});
