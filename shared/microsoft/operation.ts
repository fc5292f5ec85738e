import { z } from 'zod';
import { failed, type Stop } from '../export/stop.ts';
import { shortMessage } from '../scrub.ts';

/** Where a finished operation keeps its manifest: in the answer itself, or behind a link. */
export type ManifestPlace = { inline: unknown } | { link: string };

/** What an operation says, stripped of all the ways in which the service says it. */
export type Operation =
  | { state: 'running' }
  | { state: 'succeeded'; manifest: ManifestPlace }
  | { state: 'failed'; code: string; message: string };

const answerSchema = z.looseObject({
  status: z.string().nullish(),
  error: z.looseObject({ code: z.union([z.string(), z.number()]).nullish(), message: z.string().nullish() }).nullish(),
  resourceLocation: z.unknown().optional(),
  'resourceLocation@odata.navigationLink': z.string().nullish(),
});

const SUCCEEDED = new Set(['succeeded', 'completed']);

/**
 * Reads the answer of an operation. The documents disagree on the spelling of `status` (`succeeded`, `completed`,
 * `notstarted`), the type annotation is missing in one of them and the `id` differs in another, so only `status`
 * decides, in any casing; one that nobody knows means "still running" until the deadline.
 */
export function readOperation(answer: unknown): Operation | Stop {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return failed('AnswerInvalid', 'The operation is no JSON object with a status.');
  const { status, error, resourceLocation } = parsed.data;
  const state = status?.toLowerCase() ?? '';
  if (state === 'failed') {
    return {
      state: 'failed',
      code: shortMessage(String(error?.code ?? ''), 100),
      message: shortMessage(error?.message ?? 'no reason given'),
    };
  }
  if (!SUCCEEDED.has(state)) return { state: 'running' };
  const manifest = placeOf(resourceLocation, parsed.data['resourceLocation@odata.navigationLink']);
  return manifest
    ? { state: 'succeeded', manifest }
    : failed('AnswerInvalid', 'The operation succeeded but names no manifest.');
}

/**
 * "No data available": the healthy answer for a request that matches nothing, dressed up as a failure by the service.
 * Documented inside the 200 of an operation; clients have met it in the body of a refusal as well.
 */
export function isNoData({ code }: { code: string | undefined }): boolean {
  return code === '5000';
}

/** Inline in all real clients; a navigation link in one document; a plain URL in the API that came before. */
function placeOf(resourceLocation: unknown, navigationLink: string | null | undefined): ManifestPlace | undefined {
  if (typeof resourceLocation === 'object' && resourceLocation !== null) {
    const nested = navigationLinkIn(resourceLocation);
    return nested === undefined ? { inline: resourceLocation } : { link: nested };
  }
  const link = typeof resourceLocation === 'string' ? resourceLocation : navigationLink;
  return link ? { link } : undefined;
}

/** An object that holds nothing of a manifest but a link to it. */
function navigationLinkIn(object: object): string | undefined {
  if ('rootDirectory' in object || 'blobs' in object) return undefined;
  const link = Object.entries(object).find(([key]) => /navigationLink$|^@odata\.id$|^(uri|url|href)$/i.test(key))?.[1];
  return typeof link === 'string' ? link : undefined;
}
