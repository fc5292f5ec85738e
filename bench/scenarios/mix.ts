import { startNullServer } from '../accounts.ts';
import { bundle } from '../bundle.ts';
import { mixSamples, prepare } from '../data.ts';
import { measure } from '../measure.ts';
import { mib, type Result, seconds } from '../report.ts';

const MB = 1_000_000;
/** What a storage account feels like: 30 ms before every answer, 80 MB/s for each upload connection. */
const SERVICE_LIKE = { LATENCY_MS: '30', UPLOAD_BYTES_PER_SECOND: String(80 * MB) };

/**
 * 108 blobs by one process, so many at once, on an account that answers at once and on one with a service's latency.
 */
export async function mix(): Promise<Result> {
  const samples = mixSamples();
  await prepare(samples);
  const megabytes = samples.reduce((sum, { bytes }) => sum + bytes, 0) / MB;
  const row = await bundle('ours');
  const run = async (env: Record<string, string>, atOnce: number) => {
    const account = await startNullServer(env);
    try {
      const names = samples.map(({ name }) => name);
      const { wallMs, cpuMs, rssMib } = await measure([process.execPath, row, account.origin, ...names], {
        BLOBS_AT_ONCE: String(atOnce),
      });
      return { atOnce, wallMs, cpuMs, rssMib, mbPerSecond: (megabytes * 1000) / wallMs };
    } finally {
      await account.stop();
    }
  };

  const quick = [await run({}, 1), await run({}, 8)];
  const slow = [await run(SERVICE_LIKE, 1), await run(SERVICE_LIKE, 4), await run(SERVICE_LIKE, 8)];
  const speedOf = (atOnce: number) => slow.find((one) => one.atOnce === atOnce)?.mbPerSecond ?? 0;
  const peakMib = Math.max(
    ...[...quick, ...slow].filter(({ atOnce }) => atOnce === 8).map(({ rssMib }) => rssMib ?? Number.NaN),
  );
  const cells = (account: string, all: typeof quick) =>
    all.map(({ atOnce, wallMs, cpuMs, rssMib, mbPerSecond }) => [
      account,
      String(atOnce),
      seconds(wallMs),
      seconds(cpuMs),
      mib(rssMib),
      mbPerSecond.toFixed(0),
    ]);
  return {
    title: `108 blobs, ${Math.round(megabytes)} MB, one process`,
    columns: ['account', 'blobs at once', 'wall', 'CPU', 'peak RSS', 'MB/s'],
    rows: [...cells('answers at once', quick), ...cells('30 ms, 80 MB/s a connection', slow)],
    gates: [
      { what: 'mix: peak RSS with 8 at once', value: peakMib, limit: 420, side: 'atMost', unit: 'MiB' },
      { what: 'latency: throughput of 8 at once / 1', value: speedOf(8) / speedOf(1), limit: 4, side: 'atLeast' },
    ],
  };
}
