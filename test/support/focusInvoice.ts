import { type LedgerShare, lineChunks } from '../../local/simulators/data/content.ts';
import { reconciliationLineCount } from '../../local/simulators/data/ledgerReconciliation.ts';
import { leastUsageLines } from '../../local/simulators/data/ledgerUsage.ts';
import { isUsage, type Kind, ledgerSubjectOf, type Subject } from '../../local/simulators/data/subject.ts';
import type { Batch } from '../../shared/lines/batch.ts';
import { dictionaryOf } from '../../shared/lines/dictionary.ts';
import { LineScanner } from '../../shared/lines/lineScanner.ts';

export const TENANT = '11111111-2222-4333-8444-555555555555';

/** What the simulated service has of an invoice, whole. */
export function simulatedLines(subject: Omit<Subject, 'tenantId' | 'attributeSet'>): Generator<Buffer, void, void> {
  const whole: Subject = { ...subject, tenantId: TENANT, attributeSet: 'full' };
  const ledger = ledgerSubjectOf(whole);
  if (!ledger) return lineChunks({ subject: whole, seed: 'seed', unpackedBytes: 200_000 });
  const lines = isUsage(subject.kind) ? 5 * leastUsageLines(ledger) : reconciliationLineCount(ledger);
  const share: LedgerShare = { from: 0, to: lines, lines };
  return lineChunks({ subject: whole, seed: 'seed', unpackedBytes: 0, share });
}

/** Those lines as the scanner reads them. A batch must be read before the next is asked for. */
export function* scannedBatches(kind: Kind, chunks: Iterable<Uint8Array>, rowsPerBatch = 500): Generator<Batch> {
  const scanner = new LineScanner({ attributes: dictionaryOf(kind), version: 'v', rowsPerBatch });
  scanner.beginFile('part-0.ndjson');
  for (const chunk of chunks) yield* scanner.scan(chunk);
  yield* scanner.endFile();
  yield* scanner.finish();
}
