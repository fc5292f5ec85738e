import { CodedError } from '../errors.ts';
import type { ExportSubject } from '../export/request.ts';
import type { Landing } from '../landing/landing.ts';
import { analysisFolder, figuresPath } from '../landing/layout.ts';
import { type FiguresDocument, figuresDocumentSchema } from './documents.ts';

/** The figures of a version as they stand, with what is needed to replace exactly this state of them. */
export interface StoredFigures {
  path: string;
  document: FiguresDocument;
  etag: string;
  /** Subscribers have not been told of this analysis, or nobody knows. */
  eventPending: boolean;
}

const EVENT = 'event';
const ATTEMPTS = 10;

/** Undefined when there are none, or none that this program can read: then they are made again. */
export async function readFiguresOf(
  landing: Landing,
  subject: ExportSubject,
  version: string,
): Promise<StoredFigures | undefined> {
  const path = figuresPath(analysisFolder(landing.prefix, subject, version));
  const stored = await landing.readJson(path);
  const parsed = figuresDocumentSchema.safeParse(stored?.value);
  if (!stored || !parsed.success) return undefined;
  return { path, document: parsed.data, etag: stored.etag, eventPending: stored.metadata[EVENT] === 'pending' };
}

/** Writes the figures of an analysis over those of whichever stood there before. */
export async function writeFigures(
  landing: Landing,
  path: string,
  document: FiguresDocument,
  event: 'pending' | 'off',
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const standing = await landing.readJson(path);
    const condition = standing ? { ifMatch: standing.etag } : { ifAbsent: true as const };
    if ((await landing.writeJson(path, document, condition, { [EVENT]: event })) !== undefined) return;
  }
  throw new CodedError('LandingUnavailable', `${path} changed ${ATTEMPTS} times while it was to be written.`);
}

/** Keeps that subscribers know of this analysis; nothing happens when another one has taken its place. */
export async function markAnalysisTold(landing: Landing, { path, etag }: StoredFigures): Promise<void> {
  await landing.setMetadata(path, { [EVENT]: 'delivered' }, etag);
}
