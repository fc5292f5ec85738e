import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { startNullServer } from '../accounts.ts';
import { bundle } from '../bundle.ts';
import { DATA_DIRECTORY, prepare, type Sample } from '../data.ts';
import { measure, type Run, summarize } from '../measure.ts';
import { mib, type Result, seconds } from '../report.ts';
import { NAIVE, OURS, SDK_SAMPLE } from './oneBlob.ts';

const ROWS: readonly [row: string, label: string][] = [
  ['ours', OURS],
  ['naive', NAIVE],
  ['sdkSample', SDK_SAMPLE],
];

/** The same copy over TLS, as in production; no gate, because the server's half of the work shares the cores. */
export async function tls(sample: Sample, rounds: number): Promise<Result> {
  await prepare([sample]);
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const caFile = join(DATA_DIRECTORY, 'tls-ca.pem');
  await writeFile(caFile, cert);
  const account = await startNullServer({ TLS_KEY: key, TLS_CERT: cert });
  try {
    const rows = await Promise.all(
      ROWS.map(async ([row, label]) => ({ label, path: await bundle(row), runs: [] as Run[] })),
    );
    for (let round = 0; round < rounds; round++) {
      for (const { path, runs } of rows) {
        const command = [process.execPath, path, account.origin, sample.name];
        runs.push(await measure(command, { NODE_EXTRA_CA_CERTS: caFile }));
      }
    }
    return {
      title: `256 MiB over TLS, medians of ${rounds}`,
      columns: ['', 'wall', 'CPU', 'peak RSS'],
      rows: rows.map(({ label, runs }) => {
        const { wallMs, cpuMs, rssMib } = summarize(runs);
        return [label, seconds(wallMs), seconds(cpuMs), mib(rssMib)];
      }),
      gates: [],
    };
  } finally {
    await account.stop();
  }
}
