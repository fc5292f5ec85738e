import type { ExportSubject } from '../export/request.ts';
import type { Landing } from '../landing/landing.ts';
import { analysisFolder, figuresPath } from '../landing/layout.ts';
import { updateJson } from '../landing/updateJson.ts';
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
  await updateJson(landing, path, () => document, { [EVENT]: event });
}

/** Keeps that subscribers know of this analysis; nothing happens when another one has taken its place. */
export async function markAnalysisTold(landing: Landing, { path, etag }: StoredFigures): Promise<void> {
  await landing.setMetadata(path, { [EVENT]: 'delivered' }, etag);
}
