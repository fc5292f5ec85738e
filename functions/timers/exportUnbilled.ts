import { scheduleOf } from '../../shared/settings/settings.ts';
import { unbilledPass } from '../orchestrators/unbilledPass.ts';
import { passTimer } from './timer.ts';

const pass = { orchestrator: unbilledPass.name, instanceId: 'unbilled-pass' };

passTimer(
  'exportUnbilled',
  scheduleOf('UNBILLED_SCHEDULE', process.env),
  pass,
  ({ settings }) => settings.unbilled.currencies.length > 0,
);
