import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { STORIES } from '../data/stories.ts';
import { KINDS } from '../data/subject.ts';
import { writeWhole } from '../writeWhole.ts';

const operationSchema = z.object({
  id: z.string(),
  createdAt: z.coerce.date(),
  /** GETs that were answered so far. */
  reads: z.number(),
  subject: z.object({
    kind: z.enum(KINDS),
    attributeSet: z.enum(['full', 'basic']),
    tenantId: z.string(),
    invoiceId: z.string().optional(),
    currencyCode: z.string(),
    month: z.string(),
    story: z.enum(STORIES).optional(),
    isFirstEdition: z.literal(true).optional(),
  }),
  /** False: nothing for these inputs; it ends with 5000. */
  hasData: z.boolean(),
  firstBuiltAt: z.coerce.date(),
  revision: z.number(),
  shape: z.object({
    files: z.number(),
    unpackedBytes: z.union([z.number(), z.object({ from: z.number(), to: z.number() })]),
    members: z.number(),
    usageLines: z.number().optional(),
  }),
  manifestId: z.string(),
});

/** An export that was accepted. What it exports is fixed at that moment; how it answers is the scenario's business. */
export type Operation = z.infer<typeof operationSchema>;

export interface Operations {
  add(operation: Operation): void;
  find(id: string): Operation | undefined;
  findByManifest(manifestId: string): Operation | undefined;
  /** Keeps what was changed in an operation. */
  save(): void;
}

const MAX_KEPT = 1_000;

/** Kept in `file`, when one is given, so that a run in flight goes on after everything was started anew. */
export function createOperations(file?: string): Operations {
  const kept = new Map<string, Operation>(read(file).map((operation) => [operation.id, operation]));

  function save(): void {
    for (const id of [...kept.keys()].slice(0, Math.max(0, kept.size - MAX_KEPT))) {
      kept.delete(id);
    }
    if (file !== undefined) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeWhole(file, JSON.stringify([...kept.values()]));
    }
  }
  return {
    add: (operation) => {
      kept.set(operation.id, operation);
      save();
    },
    find: (id) => kept.get(id),
    findByManifest: (manifestId) => [...kept.values()].find((operation) => operation.manifestId === manifestId),
    save,
  };
}

function read(file: string | undefined): Operation[] {
  try {
    return file === undefined ? [] : z.array(operationSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // A first start, or the file of another version: there is nothing to go on with.
    return [];
  }
}
