import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The settings of host.json that this host knows. */
export interface HostJson {
  extensions?: {
    http?: { routePrefix?: string };
    durableTask?: { maxConcurrentActivityFunctions?: number; defaultVersion?: string; versionMatchStrategy?: string };
  };
}

/** Reads the nearest host.json, beside the app's entry or above it; none is an empty one. */
export function readHostJson(appPath: string): HostJson {
  for (let folder = dirname(appPath); ; folder = dirname(folder)) {
    const path = join(folder, 'host.json');
    if (existsSync(path)) return parse(path);
    if (folder === dirname(folder)) return {};
  }
}

function parse(path: string): HostJson {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`"${path}" is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
