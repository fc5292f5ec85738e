export interface LogEntry {
  level: string;
  /** The function that logged, or `host`. */
  source: string;
  message: string;
}

export type Log = (entry: LogEntry) => void;

/**
 * One readable line an entry on stderr; a line that is JSON already passes unchanged, so that structured logs stay
 * machine-readable.
 */
export const logToStderr: Log = ({ level, source, message }) => {
  process.stderr.write(isJsonObject(message) ? `${message}\n` : `[${level}] ${source}: ${message}\n`);
};

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
