import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { createHttpHeaders, type PipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ExportBody } from '../../shared/api/exportBody.ts';
import { type Product, startProduct } from '../support/product.ts';
import { httpAnswer } from './support/answers.ts';
import { landedBelow, readBlob, readManifest } from './support/exactness.ts';
import { invoiceId, manyInvoices } from './support/invoices.ts';

const MIB = 1024 * 1024;
const LIMIT_BYTES = 64 * MIB;
const ROOT = 'https://127.0.0.1/source/v1';
const MANY = 1_000;

/** A manifest of the service's own making, and the packed bytes behind each of its names. */
interface Hostile {
  changes?: Record<string, unknown>;
  blobs: readonly { name: unknown; partitionValue?: unknown }[];
  packed?: Buffer;
}

describe('hostile manifests through the whole program', () => {
  let product: Product;
  let hostile: Hostile = { blobs: [] };
  let invoice = 0;
  let requests: string[] = [];
  const line = '{"UnitPrice":0.12345678901234567890}\n';
  const tiny = gzipSync(line);

  beforeAll(async () => {
    product = await startProduct({
      wire: true,
      catalog: manyInvoices(200),
      scenario: { polls: [], data: { files: 1, unpackedBytes: 1_000, members: 1 } },
      settings: { MAX_FILE_BYTES: String(LIMIT_BYTES), OPERATION_DEADLINE_MINUTES: '60' },
    });
    product.wire.serviceFault = (request, send) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/source/')) return Promise.resolve(serve(request, hostile.packed ?? tiny));
      requests.push(`${request.method} ${pathname.replace(/[^/]+$/, '')}`);
      return /\/operations\/[^/]+$/.test(pathname) ? Promise.resolve(operation(request)) : send();
    };
  }, 60_000);
  afterAll(() => product?.stop());
  beforeEach(() => {
    invoice++;
    requests = [];
  });

  function operation(request: PipelineRequest): PipelineResponse {
    // As text, so that a name like `__proto__` is a property like any other.
    const manifest = JSON.stringify({
      id: 'manifest-1',
      createdDateTime: '2026-11-08T05:30:00Z',
      schemaVersion: '2',
      dataFormat: 'compressedJSON',
      partitionType: 'default',
      eTag: `etag-${invoice}`,
      partnerTenantId: 'p',
      rootDirectory: ROOT,
      sasToken: 'sv=1&sig=SECRET',
      blobCount: hostile.blobs.length,
      blobs: hostile.blobs,
      ...hostile.changes,
    });
    const text = `{"status":"succeeded","resourceLocation":${manifest.replaceAll('"$proto"', '"__proto__"')}}`;
    return httpAnswer(request, 200, text);
  }

  const folder = () => `billed-usage/invoice=${invoiceId(invoice)}/attributes=full/`;
  async function run(given: Hostile): Promise<ExportBody> {
    hostile = given;
    return product.export({ kind: 'billedUsage', invoiceId: invoiceId(invoice) });
  }

  async function landedFiles(body: ExportBody): Promise<Map<string, string>> {
    const manifest = await readManifest(product.container, body.result?.manifest ?? '');
    const below = (body.result?.manifest ?? '').replace(/_manifest\.json$/, '');
    const read = manifest.files.map(async ({ name }) => {
      return [name, (await readBlob(product.container, `${below}${name}`)).toString()] as const;
    });
    return new Map(await Promise.all(read));
  }

  const named = (...names: unknown[]): Hostile => ({
    blobs: names.map((name) => ({ name, partitionValue: 'default' })),
  });

  test.each<[string, Hostile]>([
    ['a path upwards', named('../_latest.json.gz')],
    ['a path', named('a/b.gz')],
    ['a backslash', named('..\\b.gz')],
    ['only dots', named('..')],
    ['dots before .gz', named('...gz')],
    ['nothing but .gz', named('.gz')],
    ['NUL', named('a\u0000.gz')],
    ['a line break', named('a\r\nx-ms-meta-run: 1.gz')],
    ['half a surrogate pair', named('a\ud800.gz')],
    ['a character that no XML holds', named('a\uffff.gz')],
    ['our own names', named('_manifest.json')],
    ['the name of every prototype', named('__proto__')],
    ['our own names, packed', named('_latest.json.gz')],
    ['513 characters', named(`${'x'.repeat(513)}.gz`)],
    ['a megabyte', named('x'.repeat(MIB))],
    ['a dot at its end', named('a..gz')],
    ['the same name twice', named('a.gz', 'a.gz')],
    ['the same name once unpacked', named('a.gz', 'a')],
    ['a number', named(7)],
    ['nothing', named(null)],
    ['an object', named({ toString: 'a.gz' })],
    ['no names at all', { blobs: [{ name: undefined }] }],
    ['blobs that are no list', { blobs: [], changes: { blobs: { length: 1, 0: { name: 'a.gz' } }, blobCount: 1 } }],
    ['a wrong count', { ...named('a.gz'), changes: { blobCount: 2 } }],
    ['a count in words', { ...named('a.gz'), changes: { blobCount: 'one' } }],
    ['a count beyond all numbers', { ...named('a.gz'), changes: { blobCount: 1e308 } }],
    ['no eTag', { ...named('a.gz'), changes: { eTag: '' } }],
    ['an eTag of a megabyte', { ...named('a.gz'), changes: { eTag: 'e'.repeat(MIB) } }],
    ['an eTag with half a surrogate pair', { ...named('a.gz'), changes: { eTag: '\udc00' } }],
    ['a partition of 257 characters', { blobs: [{ name: 'a.gz', partitionValue: 'p'.repeat(257) }] }],
    ['a partition that is an object', { blobs: [{ name: 'a.gz', partitionValue: {} }] }],
  ])('%s ends ManifestInvalid, and nothing lands', async (_, given) => {
    const body = await run(given);
    expect(body).toMatchObject({ status: 'failed', error: { code: 'ManifestInvalid' } });
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(8 * 1024);
    expect(JSON.stringify(body)).not.toContain('SECRET');
    expect((await landedBelow(product.container, folder())).size).toBe(0);
    expect(requests.filter((one) => one.startsWith('POST'))).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['another host', 'https://evil.example/source'],
    ['http', 'http://127.0.0.1/source'],
    ['user info', 'https://a:b@127.0.0.1/source'],
    ['a host that begins like ours', 'https://127.0.0.1.evil.example/source'],
    ['a query', 'https://127.0.0.1/source?x=1'],
    ['dot segments', 'https://127.0.0.1/source/%2e%2e/other'],
    ['a line break', 'https://127.0.0.1/sou\nrce'],
    ['no URL', 'javascript:alert(1)'],
  ])('a root with %s ends ForeignOrigin', async (_, rootDirectory) => {
    const body = await run({ ...named('a.gz'), changes: { rootDirectory } });
    expect(body).toMatchObject({ status: 'failed', error: { code: 'ForeignOrigin' } });
    expect((await landedBelow(product.container, folder())).size).toBe(0);
  });

  test('names that are only strange land as they are, each as a file of its own', async () => {
    const names = [
      'constructor.gz',
      'a.gz',
      'A.gz',
      // One letter in two spellings of Unicode.
      'é.gz',
      'e\u0301.gz',
      'ﬁ.gz',
      'fi.gz',
      'a b+c&d=e;f,g.json.gz',
      '%2e%2e%2f.gz',
      '100%.gz',
      '#?.gz',
      '\'"<>|*:.gz',
      '\u202egnp.gz',
      '𝔘𝔫𝔦.gz',
      '.hidden.gz',
      ' a.gz',
      'a.gz.gz',
      'a.GZ',
      'CON',
      `${'x'.repeat(512)}.gz`,
    ];
    const body = await run(named(...names));
    expect(body.error).toBeNull();
    expect(body.status).toBe('completed');
    const wanted = names.map((name) => name.replace(/\.gz$/, ''));
    expect([...(await landedFiles(body)).keys()].sort()).toEqual(wanted.sort());
  });

  test('strange facts are kept as they came', async () => {
    const eTag = '"\u00e4\u202e"; DROP TABLE 𝔘';
    const partitions = ['', '%', 'ä=ö&ü', '\u0000\r\nx-ms-meta-run: 1', 'p'.repeat(256), '𝔘'.repeat(128), '__proto__'];
    const blobs = partitions.map((partitionValue, index) => ({ name: `${index}.gz`, partitionValue }));
    const changes = { eTag, schemaVersion: 2, dataFormat: null, partitionType: '\u0007', $proto: { polluted: true } };
    const body = await run({ blobs, changes });
    expect(body).toMatchObject({ error: null, status: 'completed' });
    const manifest = await readManifest(product.container, body.result?.manifest ?? '');
    expect(manifest.source).toMatchObject({ eTag, schemaVersion: '2', dataFormat: '', partitionType: '\u0007' });
    expect(manifest.files.map(({ partitionValue }) => partitionValue)).toEqual(partitions);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('polluted' in {}).toBe(false);
  });

  test('a gzip bomb ends OutputTooLarge, in little memory, and nothing of it is visible', async () => {
    const member = gzipSync(Buffer.alloc(64 * MIB, 'x'), { level: 9 });
    const packed = Buffer.concat(Array.from({ length: 16 }, () => member));
    const unpackedBytes = 16 * 64 * MIB;
    expect(unpackedBytes / packed.length).toBeGreaterThan(900);
    const before = process.memoryUsage();
    let peakBytes = 0;
    const look = setInterval(() => {
      peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers - before.arrayBuffers);
    }, 5);
    const body = await run({ ...named('bomb.gz'), packed }).finally(() => clearInterval(look));
    expect(body).toMatchObject({ status: 'failed', error: { code: 'OutputTooLarge' } });
    expect(body.error?.message).toContain(String(LIMIT_BYTES));
    expect((await landedBelow(product.container, folder())).size).toBe(0);
    console.log(
      `a bomb of ratio ${Math.round(unpackedBytes / packed.length)}: ${Math.round(peakBytes / MIB)} MiB of buffers at most`,
    );
    expect(peakBytes).toBeLessThan(160 * MIB);
  }, 60_000);

  test('a file of exactly the limit lands', async () => {
    const packed = gzipSync(Buffer.alloc(LIMIT_BYTES, '\n'));
    expect(await run({ ...named('a.gz'), packed })).toMatchObject({
      status: 'completed',
      result: { bytes: LIMIT_BYTES, lines: LIMIT_BYTES },
    });
  }, 60_000);

  test('a manifest that is unknown for a moment after its operation has ended costs no second operation', async () => {
    product.stack.graph.scenario = {
      polls: [],
      resourceLocation: 'navigationLink',
      data: { files: 1, unpackedBytes: 1_000, members: 1 },
    };
    const { serviceFault } = product.wire;
    product.wire.serviceFault = undefined;
    product.stack.graph.faults.add({ on: 'manifest', times: 5, answer: { status: 404 } });
    const posts = () => product.stack.graph.requests.filter(({ method }) => method === 'POST').length;
    const before = posts();
    const body = await product.export({ kind: 'billedUsage', invoiceId: invoiceId(invoice) });
    product.wire.serviceFault = serviceFault;
    expect([body.status, posts() - before]).toEqual(['completed', 1]);
  }, 30_000);

  test(`${MANY} blobs`, async () => {
    const blobs = Array.from({ length: MANY }, (_, index) => ({ name: `part-${(index * 7_919) % MANY}.json.gz` }));
    const startedMs = performance.now();
    const body = await run({ blobs });
    console.log(`${MANY} blobs in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
    expect(body).toMatchObject({ status: 'completed', result: { files: MANY, bytes: MANY * line.length } });
    const manifest = await readManifest(product.container, body.result?.manifest ?? '');
    expect(manifest.files.map(({ source }) => source.name)).toEqual(blobs.map(({ name }) => name));
    const landed = await landedBelow(product.container, folder());
    expect([...landed.keys()].filter((path) => path.endsWith('.json') && !/\/_[a-z]+\.json$/.test(path))).toHaveLength(
      MANY,
    );
  }, 120_000);
});

/** A ranged GET, or a HEAD, as storage answers it. */
function serve(request: PipelineRequest, bytes: Buffer): PipelineResponse {
  const [, first = '0', last = '0'] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get('range') ?? '') ?? [];
  const end = Math.min(Number(last), bytes.length - 1);
  return {
    request,
    status: 206,
    headers: createHttpHeaders({
      etag: '"source"',
      'content-range': `bytes ${first}-${end}/${bytes.length}`,
      'last-modified': 'Sun, 08 Nov 2026 05:30:00 GMT',
    }),
    readableStreamBody: Readable.from([bytes.subarray(Number(first), end + 1)]),
  };
}
