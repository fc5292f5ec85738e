import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { systemClock } from '../../shared/clock.ts';
import { createCopyEngine } from '../../shared/copy/copyEngine.ts';
import { startAzurite } from '../../test/support/azurite.ts';
import { DATA_DIRECTORY, prepare, type Sample } from '../data.ts';
import type { Result } from '../report.ts';

/** What a file is: compared field by field between what landed and what `gzip -dc` says. */
interface Fingerprint {
  bytes: number;
  lines: number;
  crc32: string;
  sha256: string;
}

/** Lands the sample in Azurite and compares the landed bytes and the receipt with `gzip -dc`. Not timed. */
export async function identity(sample: Sample): Promise<Result> {
  await prepare([sample]);
  const path = join(DATA_DIRECTORY, sample.name);
  const azurite = await startAzurite();
  try {
    const container = await azurite.createContainer();
    const source = container.getBlockBlobClient(sample.name);
    await source.uploadData(readFileSync(path));
    const { BlobSASPermissions } = await import('@azure/storage-blob');
    const url = await source.generateSasUrl({
      permissions: BlobSASPermissions.parse('r'),
      expiresOn: new Date(Date.now() + 3_600_000),
    });
    const target = container.getBlockBlobClient('landed.json');
    const receipt = await createCopyEngine({ clock: systemClock, checkBlocks: true }).copy({
      source: { name: sample.name, url: async () => url, renew: async () => url },
      target,
      contentType: 'application/x-ndjson',
      metadata: () => ({}),
      signal: new AbortController().signal,
    });
    const { readableStreamBody } = await target.download();
    if (!readableStreamBody) throw new Error('Nothing landed.');
    const landed = await fingerprint(readableStreamBody);
    const truth = await fingerprint(spawn('gzip', ['-dc', path], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout);
    const gzSha256 = (await fingerprint(createReadStream(path))).sha256;

    const same: [string, boolean][] = [
      ['landed bytes', landed.bytes === truth.bytes && landed.sha256 === truth.sha256],
      ['bytes, lines and CRC-32 of the receipt', sameNumbers(receipt, truth)],
      ['SHA-256 of the source', receipt.source.sha256 === gzSha256],
    ];
    return {
      title: 'Landed in Azurite against `gzip -dc`',
      columns: ['', ''],
      rows: same.map(([what, equal]) => [what, equal ? 'identical' : '**different**']),
      gates: [
        {
          what: 'identical to `gzip -dc` (1 = yes)',
          value: Number(same.every(([, equal]) => equal)),
          limit: 1,
          side: 'atLeast',
        },
      ],
    };
  } finally {
    await azurite.stop();
  }
}

function sameNumbers(receipt: Omit<Fingerprint, 'sha256'>, truth: Fingerprint): boolean {
  return receipt.bytes === truth.bytes && receipt.lines === truth.lines && receipt.crc32 === truth.crc32;
}

async function fingerprint(stream: AsyncIterable<Buffer | string>): Promise<Fingerprint> {
  const sha256 = createHash('sha256');
  let [bytes, lines, crc] = [0, 0, 0];
  for await (const piece of stream) {
    const chunk = Buffer.from(piece);
    sha256.update(chunk);
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
  }
  return { bytes, lines, crc32: crc.toString(16).padStart(8, '0'), sha256: sha256.digest('hex') };
}
