import { BlockBlobClient } from '@azure/storage-blob';
import { systemClock } from '../../shared/clock.ts';
import { AdmissionGate } from '../../shared/copy/admission.ts';
import { createCopyEngine } from '../../shared/copy/copyEngine.ts';
import { report, rowArguments } from './arguments.ts';

/** The product's engine over all names at once; as many as `BLOBS_AT_ONCE` says are let in. */
const { names, sourceUrl, targetUrl } = rowArguments();
const engine = createCopyEngine({
  clock: systemClock,
  gate: new AdmissionGate(Number(process.env.BLOBS_AT_ONCE ?? '8')),
});
const { signal } = new AbortController();
const run = async (): Promise<void> => {
  const receipts = await Promise.all(
    names.map((name) =>
      engine.copy({
        source: { name, url: async () => sourceUrl(name), renew: async () => sourceUrl(name) },
        target: new BlockBlobClient(targetUrl(name)),
        contentType: 'application/x-ndjson',
        metadata: ({ bytes, lines, crc32 }) => ({ bytes: String(bytes), lines: String(lines), crc32 }),
        signal,
      }),
    ),
  );
  report({ receipt: receipts[0] });
};
void run();
