import { checkOperation } from '../../shared/steps/checkOperation.ts';
import { commitVersion } from '../../shared/steps/commitVersion.ts';
import { copyFile } from '../../shared/steps/copyFile.ts';
import { listNames } from '../../shared/steps/listNames.ts';
import { planVersion } from '../../shared/steps/planVersion.ts';
import { submitExport } from '../../shared/steps/submitExport.ts';
import { activity } from './activity.ts';

/** Every activity of an export. Orchestrators call them through this registry; there are no names to misspell. */
export const activities = {
  submitExport: activity('submitExport', submitExport),
  checkOperation: activity('checkOperation', checkOperation),
  planVersion: activity('planVersion', planVersion),
  listNames: activity('listNames', listNames),
  copyFile: activity('copyFile', copyFile),
  commitVersion: activity('commitVersion', commitVersion),
} as const;
