import { checkHealth, unhealthySettings } from '../../shared/api/health.ts';
import { SettingsInvalid, services } from '../services.ts';
import { json, plainRoute } from './route.ts';

plainRoute('health', 'GET', 'health', async () => {
  const health = await look();
  return json(health.ok ? 200 : 503, health);
});

/** Faults of the settings are this route's to report, not a reason to refuse the call. */
async function look() {
  try {
    return await checkHealth(services());
  } catch (error) {
    if (error instanceof SettingsInvalid) return unhealthySettings(error.faults);
    throw error;
  }
}
