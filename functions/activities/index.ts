import { announceMissing } from '../../shared/schedule/announceMissing.ts';
import { checkInvoices } from '../../shared/schedule/checkInvoices.ts';
import { findDue } from '../../shared/schedule/findDue.ts';
import { followExport } from '../../shared/schedule/followExport.ts';
import { rememberEnds } from '../../shared/schedule/rememberEnds.ts';
import { checkScheduled, startScheduled } from '../../shared/schedule/runScheduled.ts';
import { mend } from '../../shared/schedule/startAgain.ts';
import { tendAnalyses } from '../../shared/schedule/tendAnalyses.ts';
import { findUnbilled } from '../../shared/schedule/unbilled.ts';
import { analyseBundle } from '../../shared/steps/analysis/analyseBundle.ts';
import { announceAnalysis } from '../../shared/steps/analysis/announceAnalysis.ts';
import { checkAnalysis, startAnalysis } from '../../shared/steps/analysis/attendAnalysis.ts';
import { commitTable } from '../../shared/steps/analysis/commitTable.ts';
import { endAnalysis } from '../../shared/steps/analysis/endAnalysis.ts';
import { finishVersion } from '../../shared/steps/analysis/finishVersion.ts';
import { gatherBundles } from '../../shared/steps/analysis/gatherBundles.ts';
import { planAnalysis } from '../../shared/steps/analysis/planAnalysis.ts';
import { takeTurn } from '../../shared/steps/analysis/takeTurn.ts';
import { announceRun } from '../../shared/steps/announceRun.ts';
import { checkOperation } from '../../shared/steps/checkOperation.ts';
import { commitVersion } from '../../shared/steps/commitVersion.ts';
import { copyFile } from '../../shared/steps/copyFile.ts';
import { endFocus, isFocusDueAgain } from '../../shared/steps/focus/endFocus.ts';
import { finishFocus } from '../../shared/steps/focus/finishFocus.ts';
import { planFocus } from '../../shared/steps/focus/planFocus.ts';
import { sendToHub } from '../../shared/steps/focus/sendToHub.ts';
import { writeFocusPart } from '../../shared/steps/focus/writeFocusPart.ts';
import { listNames } from '../../shared/steps/listNames.ts';
import { planVersion } from '../../shared/steps/planVersion.ts';
import { announceProof } from '../../shared/steps/proof/announceProof.ts';
import { recordEnd } from '../../shared/steps/recordEnd.ts';
import { submitExport } from '../../shared/steps/submitExport.ts';
import { analysisStep, exportStep, focusStep, scheduledWork } from './activity.ts';

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

  startAnalysis: analysisStep('startAnalysis', startAnalysis),
  checkAnalysis: analysisStep('checkAnalysis', checkAnalysis),
  takeTurn: analysisStep('takeTurn', takeTurn),
  planAnalysis: analysisStep('planAnalysis', planAnalysis),
  analyseBundle: analysisStep('analyseBundle', analyseBundle),
  gatherBundles: analysisStep('gatherBundles', gatherBundles),
  finishVersion: analysisStep('finishVersion', finishVersion),
  commitTable: analysisStep('commitTable', commitTable),
  announceAnalysis: analysisStep('announceAnalysis', announceAnalysis),
  endAnalysis: analysisStep('endAnalysis', endAnalysis),

  planFocus: focusStep('planFocus', planFocus),
  writeFocusPart: focusStep('writeFocusPart', writeFocusPart),
  finishFocus: focusStep('finishFocus', finishFocus),
  sendToHub: focusStep('sendToHub', sendToHub),
  isFocusDueAgain: focusStep('isFocusDueAgain', isFocusDueAgain),
  endFocus: focusStep('endFocus', endFocus),

  startScheduled: scheduledWork('startScheduled', startScheduled),
  checkScheduled: scheduledWork('checkScheduled', checkScheduled),
  findDue: scheduledWork('findDue', findDue),
  findUnbilled: scheduledWork('findUnbilled', findUnbilled),
  rememberEnds: scheduledWork('rememberEnds', rememberEnds),
  tendAnalyses: scheduledWork('tendAnalyses', tendAnalyses),
  announceMissing: scheduledWork('announceMissing', announceMissing),
  mend: scheduledWork('mend', mend),
  checkInvoices: scheduledWork('checkInvoices', checkInvoices),

  proveExport: scheduledWork('proveExport', followExport),
  announceProof: scheduledWork('announceProof', ({ services }, { invoiceId }: { invoiceId: string }) =>
    announceProof(services.analysis, invoiceId),
  ),
} as const;
