import { announceMissing } from '../../shared/schedule/announceMissing.ts';
import { findDue } from '../../shared/schedule/findDue.ts';
import { rememberEnds } from '../../shared/schedule/rememberEnds.ts';
import { checkScheduled, startScheduled } from '../../shared/schedule/runScheduled.ts';
import { findUnbilled } from '../../shared/schedule/unbilled.ts';
import { announceRun } from '../../shared/steps/announceRun.ts';
import { checkOperation } from '../../shared/steps/checkOperation.ts';
import { commitVersion } from '../../shared/steps/commitVersion.ts';
import { copyFile } from '../../shared/steps/copyFile.ts';
import { listNames } from '../../shared/steps/listNames.ts';
import { planVersion } from '../../shared/steps/planVersion.ts';
import { recordEnd } from '../../shared/steps/recordEnd.ts';
import { submitExport } from '../../shared/steps/submitExport.ts';
import { exportStep, scheduledWork } from './activity.ts';

/** Every activity. Orchestrators call them through this registry; there are no names to misspell. */
export const activities = {
  submitExport: exportStep('submitExport', submitExport),
  checkOperation: exportStep('checkOperation', checkOperation),
  planVersion: exportStep('planVersion', planVersion),
  listNames: exportStep('listNames', listNames),
  copyFile: exportStep('copyFile', copyFile),
  commitVersion: exportStep('commitVersion', commitVersion),
  recordEnd: exportStep('recordEnd', recordEnd),
  announceRun: exportStep('announceRun', announceRun),

  startScheduled: scheduledWork('startScheduled', startScheduled),
  checkScheduled: scheduledWork('checkScheduled', checkScheduled),
  findDue: scheduledWork('findDue', findDue),
  findUnbilled: scheduledWork('findUnbilled', findUnbilled),
  rememberEnds: scheduledWork('rememberEnds', rememberEnds),
  announceMissing: scheduledWork('announceMissing', announceMissing),
} as const;
