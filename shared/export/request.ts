import { z } from 'zod';
import {
  BILLED_KINDS,
  type BilledKind,
  hasAttributeSets,
  type KindWithSets,
  UNBILLED_KINDS,
  type UnbilledKind,
} from './kinds.ts';
import { BILLING_PERIODS, type BillingPeriod, type Month, monthOf } from './month.ts';

export const ATTRIBUTE_SETS = ['full', 'basic'] as const;
export type AttributeSet = (typeof ATTRIBUTE_SETS)[number];

type BilledKindWithSets = BilledKind & KindWithSets;
type OtherBilledKind = Exclude<BilledKind, KindWithSets>;

/** An invoice as one kind of export has it; where the service makes no choice of attributes there is none. */
export type InvoiceSubject =
  | { kind: BilledKindWithSets; invoiceId: string; attributeSet: AttributeSet }
  | { kind: OtherBilledKind; invoiceId: string; attributeSet?: undefined };

/** What is exported, apart from how: what a folder, an id and a table partition are made from. */
export type ExportSubject =
  | InvoiceSubject
  | { kind: UnbilledKind; currencyCode: string; month: Month; attributeSet: AttributeSet };

/** What a user asks for. `month` is what `billingPeriod` meant when the request arrived; the run is bound to it. */
export type ExportRequest =
  | { kind: BilledKindWithSets; invoiceId: string; attributeSet: AttributeSet; force: boolean }
  | { kind: OtherBilledKind; invoiceId: string; attributeSet?: undefined; force: boolean }
  | {
      kind: UnbilledKind;
      currencyCode: string;
      billingPeriod: BillingPeriod;
      month: Month;
      attributeSet: AttributeSet;
      force: boolean;
    };

/** `attributeSet` is what is wished for where there is a choice. */
export function invoiceSubject(kind: BilledKind, invoiceId: string, attributeSet: AttributeSet): InvoiceSubject {
  return hasAttributeSets(kind) ? { kind, invoiceId, attributeSet } : { kind, invoiceId };
}

const LEGACY = /^D[A-Za-z0-9]{1,31}$/;

/** True for a classic invoice, which these exports do not serve: only new-commerce (`G…`) ones work. */
export function isLegacyInvoice(invoiceId: unknown): boolean {
  return typeof invoiceId === 'string' && LEGACY.test(invoiceId);
}

/** Bounded because the id becomes part of an instance id (at most 100 characters) and of a path. */
export const invoiceIdSchema = z
  .string()
  .regex(
    /^G[A-Z0-9]{1,31}$/,
    'expected a new-commerce invoice number: G followed by up to 31 digits or capital letters',
  );

const force = z.boolean().optional();
const common = { attributeSet: z.enum(ATTRIBUTE_SETS).optional(), force };

const billedSchema = z.strictObject({
  kind: z.enum(BILLED_KINDS.filter(hasAttributeSets)),
  invoiceId: invoiceIdSchema,
  ...common,
});

const isWithoutSets = (kind: BilledKind): kind is OtherBilledKind => !hasAttributeSets(kind);
const withoutSetsSchema = z.strictObject({
  kind: z.enum(BILLED_KINDS.filter(isWithoutSets)),
  invoiceId: invoiceIdSchema,
  force,
});

const unbilledSchema = z.strictObject({
  kind: z.enum(UNBILLED_KINDS),
  currencyCode: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code in capitals, such as EUR'),
  billingPeriod: z.enum(BILLING_PERIODS),
  ...common,
});

/** The body of `POST /api/exports`. */
export const exportRequestSchema = z.discriminatedUnion('kind', [billedSchema, withoutSetsSchema, unbilledSchema]);

/** What can be told about a body whose `kind` does not say which of the two it is. */
const anyKindSchema = z.strictObject({
  kind: z.unknown().optional(),
  invoiceId: z.unknown().optional(),
  currencyCode: z.unknown().optional(),
  billingPeriod: z.unknown().optional(),
  ...common,
});

export interface RequestFault {
  /** Dotted path of the property; empty for the body as a whole. */
  path: string;
  message: string;
}

export type ParsedRequest = { ok: true; request: ExportRequest } | { ok: false; faults: RequestFault[] };

/** Reads the body of a request; on bad input lists *all* faults, not the first one only. */
export function parseExportRequest(body: unknown, now: Date, defaultAttributeSet: AttributeSet): ParsedRequest {
  const parsed = exportRequestSchema.safeParse(body);
  if (!parsed.success) {
    const faults = faultsOf(parsed.error);
    if (!faults.some(({ path }) => path === 'kind')) return { ok: false, faults };
    const rest = anyKindSchema.safeParse(body);
    return { ok: false, faults: rest.success ? faults : [...faults, ...faultsOf(rest.error)] };
  }
  const { force = false, ...asked } = parsed.data;
  const attributeSet = ('attributeSet' in asked ? asked.attributeSet : undefined) ?? defaultAttributeSet;
  if ('invoiceId' in asked) {
    return { ok: true, request: { ...invoiceSubject(asked.kind, asked.invoiceId, attributeSet), force } };
  }
  return { ok: true, request: { ...asked, month: monthOf(asked.billingPeriod, now), attributeSet, force } };
}

/** More than anybody corrects by hand; an answer must not grow with what was sent. */
const MOST_FAULTS = 100;
const LONGEST_NAME = 200;

/**
 * One entry a fault; unknown properties are listed each under its own name. Of very many, the first hundred and how
 * many there are besides.
 */
export function faultsOf(error: z.ZodError): RequestFault[] {
  const faults = allFaults(error);
  const left = faults.length - MOST_FAULTS;
  const listed = faults.slice(0, MOST_FAULTS).map(({ path, message }) => ({ path: shortName(path), message }));
  return left > 0 ? [...listed, { path: '', message: `and ${left} more faults of these kinds` }] : listed;
}

function shortName(path: string): string {
  return path.length <= LONGEST_NAME ? path : `${path.slice(0, LONGEST_NAME - 1)}…`;
}

function allFaults(error: z.ZodError): RequestFault[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: path === '' ? key : `${path}.${key}`,
        message: 'unknown property; remove it',
      }));
    }
    return [{ path, message: issue.message }];
  });
}
