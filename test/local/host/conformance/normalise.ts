import { isObject, type Json } from './trace.ts';

/** Fields that no two runs, or no two implementations of JSON and .NET, share. */
const masked = new Set([
  'Details',
  'StackTrace',
  'FireAt',
  'fireAt',
  'createdTime',
  'lastUpdatedTime',
  'Timestamp',
  'ScheduledTime',
]);
/** Measured durations in the results of the recorded orchestrators. */
const durations = new Set(['clockAdvanced', 'caughtAt', 'afterHandler']);

/**
 * Brings a recorded and a fresh value to the same form: times, ids, hosts, stacks and long texts become placeholders.
 */
export function normalise(value: Json): Json {
  if (typeof value === 'string') return normaliseText(value);
  if (Array.isArray(value)) return value.map(normalise);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'IsPlayed')
      .map(([key, part]) => {
        if (masked.has(key) && part !== null) return [key, '<masked>'];
        if (durations.has(key)) return [key, '<ms>'];
        return [key, normalise(part)];
      }),
  );
}

function normaliseText(text: string): Json {
  const shortened = /^([\s\S]{20})[\s\S]*…<(\d+) chars>$/.exec(text);
  if (shortened) return `${shortened[1]}…<${shortened[2]} chars>`;
  if (text.length > 50_000) return `${text.slice(0, 20)}…<${text.length} chars>`;
  // .NET writes 1E-07 where JavaScript writes 1e-7.
  if (/^[[{"]|^-?\d+(\.\d+)?E-?\d+$/i.test(text)) {
    try {
      return { json: normalise(JSON.parse(text)) };
    } catch {
      // Not JSON after all: a sentence, or one that was cut off.
    }
  }
  return (
    text
      .replace(/\s*\\?\{\\*"\$type\\*"[\s\S]*$/, ' <exception>')
      .replace(/\s*<cut exception>$/, ' <exception>')
      .replace(/ \n Unhandled exception while executing orchestration: [\s\S]*$/, ' <exception>')
      .replace(/(Additional ).*$/, '$1…')
      .replace(/https?:\/\/(<host>|127\.0\.0\.1:\d+)/g, '<origin>')
      .replace(/taskHub=\w+&connection=Storage(&code=testkey)?/g, '<query>')
      .replace(/%3C/g, '<')
      .replace(/%3E/g, '>')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|<(guid|hex)\d+>/g, '<guid>')
      .replace(/\b20(2[5-9]|[3-9]\d)-\d\d-\d\dT[\d:.]+Z|<time>/g, '<masked>')
      // Numbers behind a run id were part of it for the recorder.
      .replace(/<run>\d+/g, '<run>')
      .replace(/~\d+/g, '')
  );
}
