import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { systemClock } from '../shared/clock.ts';
import { azureMonitorMetrics, noMetrics } from '../shared/report/runMetrics.ts';
import { createServices, type Services } from '../shared/services.ts';
import { readIdentity } from '../shared/settings/identity.ts';
import { readSettings, type SettingFault } from '../shared/settings/settings.ts';
import { keepOffProxies } from '../shared/wire/pastProxies.ts';

// Every function imports this file, so this comes before the first client of any library, that of the durable extension too.
keepOffProxies(process.env);

/** The settings of this process are not usable; every route says so, and no function is missing because of it. */
export class SettingsInvalid extends Error {
  readonly faults: readonly SettingFault[];

  constructor(faults: readonly SettingFault[]) {
    super(faults.map(({ name, message }) => `${name}: ${message}`).join('; '));
    this.name = 'SettingsInvalid';
    this.faults = faults;
  }
}

let made: Services | undefined;

/** The services of this process, made from its environment at the first use. Throws `SettingsInvalid` with every fault. */
export function services(): Services {
  if (!made) {
    const read = readSettings(process.env);
    const identity = readIdentity();
    if (!read.ok || !identity.ok) {
      throw new SettingsInvalid([...(read.ok ? [] : read.faults), ...(identity.ok ? [] : identity.faults)]);
    }
    const { credential } = identity;
    const { APPLICATIONINSIGHTS_CONNECTION_STRING: insights } = process.env;
    made = createServices(read.settings, {
      clock: systemClock,
      credential,
      httpClient: createDefaultHttpClient(),
      metrics: insights ? azureMonitorMetrics(insights, credential) : noMetrics,
    });
  }
  return made;
}

/** Lets a test own what the functions work with. */
export function useServices(replacement: Services | undefined): void {
  made = replacement;
}
