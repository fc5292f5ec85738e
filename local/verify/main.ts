/** Command line of `npm run verify`: reads the landing and its tables back and proves them, by other code than that which wrote them. */
import { parseArgs } from 'node:util';
import { systemClock } from '../../shared/clock.ts';
import { createBlobStore } from '../../shared/landing/blobStore.ts';
import { openLanding } from '../cli/environment.ts';
import { bytesText, countText, durationText, table } from '../cli/format.ts';
import { type Verification, verifyLanding } from './verifyLanding.ts';

const USAGE = `npm run verify -- [--invoice G… | --all] [--tables]
  --invoice G…  only the versions of this invoice
  --all         everything that has landed (default)
  --tables      also the figures and the tables: every line once, every sum to the last digit

Every landed file is read and held against its manifest: bytes, lines, CRC-32. Unless LANDING_STORAGE__blobServiceUri or LANDING_STORAGE is set,
what npm run export and npm start have landed in .local/ is meant. Exit code 0: all is as it should be; 1: there are differences, one a line on
standard output; 2: it could not be read.`;

interface Asked {
  invoice?: string;
  tables: boolean;
}

/** Throws an Error with one sentence. */
function readArguments(args: readonly string[]): Asked {
  const { values } = parseArgs({
    args: [...args],
    options: {
      invoice: { type: 'string' },
      all: { type: 'boolean', default: false },
      tables: { type: 'boolean', default: false },
    },
  });
  const { invoice, all, tables } = values;
  if (invoice !== undefined && all) throw new Error('Say either --invoice or --all.');
  if (invoice !== undefined && !/^[A-Za-z0-9-]+$/.test(invoice))
    throw new Error('--invoice takes the number of an invoice.');
  return { tables, ...(invoice === undefined ? {} : { invoice }) };
}

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  let asked: Asked;
  try {
    asked = readArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  const startedMs = performance.now();
  const say = (line: string) => console.error(line);
  try {
    const landing = await openLanding(say);
    try {
      const store = createBlobStore(landing.container, systemClock);
      const verification = await verifyLanding(store, { prefix: landing.prefix, ...asked }, say);
      return report(verification, asked, performance.now() - startedMs);
    } finally {
      await landing.stop();
    }
  } catch (error) {
    console.error(`The landing could not be read: ${messageOf(error)}`);
    return 2;
  }
}

function report(found: Verification, { invoice, tables }: Asked, tookMs: number): number {
  if (found.versions === 0 && found.differences.length === 0) {
    console.error(invoice === undefined ? 'Nothing has landed yet.' : `No version of ${invoice} has landed.`);
    return 2;
  }
  for (const difference of found.differences) console.log(difference);
  console.error(
    table([
      ['versions', countText(found.versions)],
      ['files', `${countText(found.files)}: bytes, lines and CRC-32 against the manifests`],
      ['lines', countText(found.lines)],
      ['bytes', `${countText(found.bytes)} (${bytesText(found.bytes)})`],
      ...(tables ? [['tables', `${countText(found.tables)} newest versions against figures and table`] as const] : []),
      ['differences', countText(found.differences.length)],
      ['took', durationText(tookMs)],
    ]),
  );
  return found.differences.length === 0 ? 0 : 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main();
