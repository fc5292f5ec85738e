import { z } from 'zod';
import type { BilledKind } from '../export/kinds.ts';
import type { Landing } from '../landing/landing.ts';
import { updateJson } from '../landing/updateJson.ts';

// Kinds, ends and members of a later version of this program are kept as they are: a build that is rolled back must not
// forget what it cannot name.
const asked = z.looseObject({
  at: z.string(),
  /** An `ExportStatus`, or one that a later version knows. */
  status: z.string(),
  /** Subscribers know of this end. */
  told: z.boolean(),
});

const invoiceMemory = z.looseObject({
  firstSeenAt: z.string(),
  /** When subscribers were told that nothing ever appeared. */
  neverAppearedAt: z.string().optional(),
  /** By the kind of export. */
  asked: z.record(z.string(), asked),
});

const memorySchema = z.looseObject({ schemaVersion: z.literal(1), invoices: z.record(z.string(), z.unknown()) });

export type Asked = z.infer<typeof asked>;
export type InvoiceMemory = z.infer<typeof invoiceMemory>;
export type Memory = ReadonlyMap<string, InvoiceMemory>;

/**
 * What discovery remembers of each invoice of its window, since neither the landing nor the durable backend knows it: when it was first seen, when each kind
 * was last asked for and how that ended. It is a small document beside the landed data; without it, discovery would ask a little more and tell twice.
 */
export function memoryPath(prefix: string): string {
  return `${prefix}_discovery.json`;
}

export async function readMemory(landing: Landing): Promise<Memory> {
  return parse((await landing.readJson(memoryPath(landing.prefix)))?.value);
}

/** Reads, changes and writes the memory; when somebody else was faster, once more with what they wrote. */
export async function updateMemory(landing: Landing, change: (memory: Memory) => Memory): Promise<Memory> {
  let memory: Memory = new Map();
  await updateJson(landing, memoryPath(landing.prefix), (stored) => {
    memory = change(parse(stored));
    const invoices = Object.fromEntries([...memory].sort(([a], [b]) => (a < b ? -1 : 1)));
    return { ...others(stored), schemaVersion: 1, invoices };
  });
  return memory;
}

/** What a later version of this program keeps beside the invoices. */
function others(value: unknown): object {
  const parsed = memorySchema.safeParse(value);
  return parsed.success ? parsed.data : {};
}

/**
 * An unreadable memory is an empty one, of all invoices or of the one that cannot be read: everything can be asked
 * again.
 */
function parse(value: unknown): Memory {
  const parsed = memorySchema.safeParse(value);
  if (!parsed.success) return new Map();
  return new Map(
    Object.entries(parsed.data.invoices).flatMap(([id, stored]) => {
      const invoice = invoiceMemory.safeParse(stored);
      return invoice.success ? [[id, invoice.data] as const] : [];
    }),
  );
}

/**
 * Keeps when the invoices of the window were first seen. One that is not listed is remembered for as long as it could still be in a window of `windowMs`: a list
 * that is read page by page while it changes can lack an invoice once, which would be new, and told of again, at the next firing.
 */
export function withSeen(memory: Memory, invoiceIds: readonly string[], now: Date, windowMs: number): Memory {
  const isYoung = ([, { firstSeenAt }]: readonly [string, InvoiceMemory]) =>
    now.getTime() - new Date(firstSeenAt).getTime() <= windowMs;
  const seen = invoiceIds.map((id) => [id, memory.get(id) ?? { firstSeenAt: now.toISOString(), asked: {} }] as const);
  return new Map([...[...memory].filter(isYoung), ...seen]);
}

/** Keeps how asking for one kind of an invoice ended. */
export function withAnswer(memory: Memory, invoiceId: string, kind: BilledKind, answer: Asked): Memory {
  const known = memory.get(invoiceId) ?? { firstSeenAt: answer.at, asked: {} };
  const before = known.asked[kind];
  // Once told stays told for as long as the end repeats itself.
  const told = answer.told || (before?.told === true && before.status === answer.status);
  return new Map(memory).set(invoiceId, { ...known, asked: { ...known.asked, [kind]: { ...answer, told } } });
}
