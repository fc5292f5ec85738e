import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { BlockBlobClient } from '@azure/storage-blob';
import { report, rowArguments } from './arguments.ts';

/** The SDK's samples put together, with their defaults: download stream, gunzip, uploadStream. */
const { names, sourceUrl, targetUrl } = rowArguments();
const run = async (): Promise<void> => {
  for (const name of names) {
    const { readableStreamBody } = await new BlockBlobClient(sourceUrl(name)).download();
    if (!readableStreamBody) throw new Error('no body');
    const unpacked = new PassThrough();
    await Promise.all([
      pipeline(readableStreamBody, createGunzip(), unpacked),
      new BlockBlobClient(targetUrl(name)).uploadStream(unpacked),
    ]);
  }
  report();
};
void run();
