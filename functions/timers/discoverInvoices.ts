import { scheduleOf } from '../../shared/settings/settings.ts';
import { discoveryPass } from '../orchestrators/discoveryPass.ts';
import { passTimer } from './timer.ts';

const pass = { orchestrator: discoveryPass.name, instanceId: 'discovery-pass' };

passTimer('discoverInvoices', scheduleOf('INVOICE_SCHEDULE', process.env), pass, () => true);
