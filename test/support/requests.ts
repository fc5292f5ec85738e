import fc from 'fast-check';
import { BILLED_KINDS, UNBILLED_KINDS } from '../../shared/export/kinds.ts';
import { BILLING_PERIODS, monthOf } from '../../shared/export/month.ts';
import { ATTRIBUTE_SETS, type ExportRequest, invoiceSubject } from '../../shared/export/request.ts';
import type { ExportRun } from '../../shared/export/run.ts';

export const BILLED_REQUEST = {
  kind: 'billedUsage',
  invoiceId: 'G000000001',
  attributeSet: 'full',
  force: false,
} as const satisfies ExportRequest;

export const UNBILLED_REQUEST = {
  kind: 'unbilledUsage',
  currencyCode: 'EUR',
  billingPeriod: 'current',
  month: '2026-11',
  attributeSet: 'full',
  force: false,
} as const satisfies ExportRequest;

export function runOfRequest(request: ExportRequest = BILLED_REQUEST, runId = 'aaaaaaaa-run'): ExportRun {
  return { exportId: 'billed-usage-G000000001-full', runId, request, operationDeadlineMs: 2 * 60 * 60_000 };
}

const INVOICE_CHARACTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];

const how = { attributeSet: fc.constantFrom(...ATTRIBUTE_SETS), force: fc.boolean() };

/** Every request that the API would accept. */
export const anyRequest: fc.Arbitrary<ExportRequest> = fc.oneof(
  fc
    .record({
      kind: fc.constantFrom(...BILLED_KINDS),
      invoiceId: fc
        .string({ unit: fc.constantFrom(...INVOICE_CHARACTERS), minLength: 1, maxLength: 31 })
        .map((rest) => `G${rest}`),
      ...how,
    })
    .map(({ kind, invoiceId, attributeSet, force }) => ({ ...invoiceSubject(kind, invoiceId, attributeSet), force })),
  fc
    .record({
      kind: fc.constantFrom(...UNBILLED_KINDS),
      currencyCode: fc.string({
        unit: fc.constantFrom(...INVOICE_CHARACTERS.slice(0, 26)),
        minLength: 3,
        maxLength: 3,
      }),
      billingPeriod: fc.constantFrom(...BILLING_PERIODS),
      now: fc.date({ min: new Date('2000-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
      ...how,
    })
    .map(({ now, ...request }) => ({ ...request, month: monthOf(request.billingPeriod, now) })),
);
