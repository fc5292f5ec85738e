import type { BilledKind, KindWithSets } from '../../shared/export/kinds.ts';
import {
  analysisFolder,
  exportFolder,
  figuresPath,
  groupsPath,
  invoiceFactsPath,
  latestPath,
  proofPath,
} from '../../shared/landing/layout.ts';
import { reconciliationGroupText, usageGroupText } from '../../shared/proof/groups.ts';
import type { Proof } from '../../shared/proof/proofDocument.ts';
import type { AnalysisEvent } from '../../shared/report/analysisEvent.ts';
import type { ProofEvent } from '../../shared/report/proofEvent.ts';
import type { RunEvent } from '../../shared/report/runEvent.ts';
import type { ProofServices } from '../../shared/steps/proof/proofContext.ts';
import type { ModelInvoice } from '../shared/proof/model/proofModel.ts';
import { reconciliationGroups, usageGroups } from '../shared/proof/model/prove.ts';
import { type JsonDocuments, jsonDocuments } from './jsonDocuments.ts';
import { type MemoryBlobStore, memoryBlobStore } from './memoryBlobStore.ts';
import { createVirtualClock, type VirtualClock } from './virtualClock.ts';

/** A landing in memory in which versions of one invoice can be analysed, and its proof be made. */
export interface ProofBed extends ProofServices {
  landing: JsonDocuments;
  blobs: MemoryBlobStore;
  clock: VirtualClock;
  events: (ProofEvent | RunEvent | AnalysisEvent)[];
  /** How often the topic still refuses. */
  refusals: number;
  /** A version as the analysis leaves it. */
  land(
    kind: BilledKind & KindWithSets,
    version: string,
    lines: ModelInvoice['usage'] | ModelInvoice['reconciliation'],
  ): void;
  /** What Partner Center says, and how runs ended. */
  say(facts: object): void;
  proof(): Proof | undefined;
  marks(): Readonly<Record<string, string>> | undefined;
  earlier(): string[];
}

export const INVOICE = 'G000000001';

export function proofBed({ topic = true } = {}): ProofBed {
  const landing = jsonDocuments();
  const blobs = memoryBlobStore();
  const put = (path: string, value: unknown) =>
    landing.stored.set(path, { value, etag: `"${Math.random()}"`, metadata: {} });
  const events: ProofBed['events'] = [];
  const bed: ProofBed = {
    landing,
    blobs,
    clock: createVirtualClock('2026-11-09T05:30:00Z'),
    events,
    refusals: 0,
    ...(topic
      ? {
          topic: {
            publish: async (event) => {
              if (bed.refusals-- > 0) throw new Error('the topic is down');
              events.push(event);
            },
          },
        }
      : {}),
    land(kind, version, lines) {
      const subject = { kind, invoiceId: INVOICE, attributeSet: 'full' as const };
      const folder = analysisFolder('', subject, version);
      const texts =
        kind === 'billedUsage'
          ? usageGroups(lines as ModelInvoice['usage']).map(usageGroupText)
          : reconciliationGroups(lines as ModelInvoice['reconciliation']).map(reconciliationGroupText);
      const groups = groupsPath(folder, 'a1');
      blobs.blobs.set(groups, { bytes: Buffer.from(texts.join('')), etag: '"g"', lastModified: new Date(0) });
      put(figuresPath(folder), { schemaVersion: 1, version, groups, unreadable: 0, lines: lines.length });
      put(latestPath(exportFolder('', subject)), {
        schemaVersion: 1,
        version,
        manifest: `${version}/_manifest.json`,
        eTag: 'e',
        createdDateTime: '2026-11-08T05:30:00Z',
      });
    },
    say(facts) {
      put(invoiceFactsPath('', INVOICE), {
        schemaVersion: 1,
        invoiceId: INVOICE,
        invoiceDate: '2026-11-08T07:13:00Z',
        billingPeriodStartDate: null,
        billingPeriodEndDate: null,
        currencyCode: 'EUR',
        documentType: 'invoice',
        totalCharges: null,
        amendsOf: null,
        ...facts,
      });
    },
    proof: () => landing.stored.get(proofPath('', INVOICE))?.value as Proof | undefined,
    marks: () => landing.stored.get(proofPath('', INVOICE))?.metadata,
    earlier: () => [...landing.stored.keys()].filter((path) => path.includes('/history/')).sort(),
  };
  return bed;
}
