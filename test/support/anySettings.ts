import { readSettings, type Settings } from '../../shared/settings/settings.ts';

/** Settings as the program reads them, for tests that need some and look at few of them. */
export function anySettings(environment: Readonly<Record<string, string>> = {}): Settings {
  const read = readSettings({ LANDING_STORAGE: 'UseDevelopmentStorage=true', ...environment });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.settings;
}
