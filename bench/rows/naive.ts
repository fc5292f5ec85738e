import { gunzipSync } from 'node:zlib';
import { BlockBlobClient } from '@azure/storage-blob';
import { report, rowArguments } from './arguments.ts';

/** What fits on a slide: the whole file in memory, three times. */
const { names, sourceUrl, targetUrl } = rowArguments();
const run = async (): Promise<void> => {
  for (const name of names) {
    const gz = await new BlockBlobClient(sourceUrl(name)).downloadToBuffer();
    await new BlockBlobClient(targetUrl(name)).uploadData(gunzipSync(gz));
  }
  report();
};
void run();
