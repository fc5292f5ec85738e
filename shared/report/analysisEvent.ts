import type { ManifestFile } from '../landing/manifestFile.ts';
import { eventId, type LandingNames } from './runEvent.ts';

/** Tells that the analysis of a version has ended. It holds sums and paths, never names of customers. */
export interface AnalysisEvent {
  id: string;
  type: 'PartnerBillingExport.Analysed';
  source: string;
  /** The export id. */
  subject: string;
  data: { export: ManifestFile['export']; version: string; analysis: object };
}

/** The same for every delivery of one analysis. */
export function analysisEvent(
  exported: ManifestFile['export'],
  version: string,
  analysisId: string,
  analysis: object,
  { container }: Pick<LandingNames, 'container'>,
): AnalysisEvent {
  return {
    id: eventId('Analysed', exported.id, version, analysisId),
    type: 'PartnerBillingExport.Analysed',
    source: `/partner-billing-export/${container}`,
    subject: exported.id,
    data: { export: exported, version, analysis },
  };
}
