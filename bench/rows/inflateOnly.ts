import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { DATA_DIRECTORY } from '../data.ts';
import { report, rowArguments } from './arguments.ts';

/** The floor inside Node: read from disk, unpack, discard. */
const { names } = rowArguments();
const run = async (): Promise<void> => {
  for (const name of names) {
    const file = await open(join(DATA_DIRECTORY, name));
    const gunzip = file.createReadStream({ highWaterMark: 1024 * 1024 }).pipe(createGunzip({ chunkSize: 1024 * 1024 }));
    for await (const _ of gunzip);
  }
  report();
};
void run();
