import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { createVersionBundles } from './analysis/versionBundles.ts';
import type { Clock } from './clock.ts';
import { AdmissionGate, blobsAtOnce } from './copy/admission.ts';
import { needsBlockChecks } from './copy/blockChecks.ts';
import { createCopyEngine } from './copy/copyEngine.ts';
import { bufferBytesPerBlob, DEFAULT_LIMITS } from './copy/limits.ts';
import { createInstanceScan, type InstanceScan } from './durable/instanceScan.ts';
import { createLooks, type Looks } from './durable/runGuard.ts';
import { type BlobStore, createBlobStore } from './landing/blobStore.ts';
import { createCommittedFiles } from './landing/committedFiles.ts';
import { connectLanding } from './landing/connect.ts';
import { createLanding, type Landing } from './landing/landing.ts';
import type { LandingPatience } from './landing/landingRetry.ts';
import { createProgressCounter, type ProgressCounter } from './landing/progress.ts';
import { createLandedNames } from './landing/versionListing.ts';
import { betaUrl } from './microsoft/apiVersion.ts';
import { createBillingApi } from './microsoft/billingApi.ts';
import { createPartnerCenter, type PartnerCenter } from './microsoft/partnerCenter.ts';
import { createSourceAccess } from './microsoft/sourceAccess.ts';
import { readLastModified } from './microsoft/sourceLastModified.ts';
import type { Metrics } from './report/runMetrics.ts';
import { eventGridTopic } from './report/topic.ts';
import type { Settings } from './settings/settings.ts';
import { type AnalysisServices, BUNDLE_MEMORY_BYTES } from './steps/analysis/analysisContext.ts';
import type { GraphAccess, StepServices } from './steps/stepContext.ts';
import { type AccessTokens, AUDIENCES, createAccessTokens } from './wire/accessTokens.ts';
import { createPartnerCredential } from './wire/partnerCredential.ts';
import { CALL_PATIENCE, LOOK_PATIENCE, type Patience } from './wire/retry.ts';
import { createServiceClient } from './wire/serviceClient.ts';
import { createServiceGate } from './wire/serviceGate.ts';
import { throughProxy } from './wire/throughProxy.ts';
import { timedCredential } from './wire/timedCredential.ts';

/** Of one try of a look: a connection that is silent, as behind a firewall that drops, has to show as such in time. */
const LOOK_TRY_TIME_MS = 3_000;

/** Places in the gate of copies that the analysis of a bundle takes. */
const PLACES_A_BUNDLE = Math.ceil(BUNDLE_MEMORY_BYTES / bufferBytesPerBlob(DEFAULT_LIMITS));

/** Everything the functions of one process share. */
export interface Services {
  settings: Settings;
  clock: Clock;
  steps: StepServices;
  analysis: AnalysisServices;
  looks: Looks;
  /** Whoever holds much memory for long takes places here; one is about 40 MiB. */
  memoryGate: AdmissionGate;
  scan: InstanceScan;
  progress: ProgressCounter;
  tokens: Record<keyof typeof AUDIENCES, AccessTokens>;
  partnerCenter: PartnerCenter;
  /** The same once more for whoever waits for an answer now: these give up in seconds, and share no wait with a run. */
  probes: { landing: Landing; partnerCenter: PartnerCenter };
}

/** What comes from outside the program. */
export interface Ports {
  clock: Clock;
  credential: TokenCredential;
  httpClient: HttpClient;
  metrics: Metrics;
}

/** Puts the program together: the one place that knows all its parts. */
export function createServices(settings: Settings, { clock, metrics, ...ports }: Ports): Services {
  const httpClient = throughProxy(ports.httpClient);
  const credential = timedCredential(ports.credential, clock);
  const { partnerTenant } = settings;
  const partner = partnerTenant
    ? createPartnerCredential({ ...partnerTenant, managedIdentity: credential, clock })
    : credential;
  const tokens = {
    graph: createAccessTokens(partner, AUDIENCES.graph, clock),
    partnerCenter: createAccessTokens(partner, AUDIENCES.partnerCenter, clock),
    eventGrid: createAccessTokens(credential, AUDIENCES.eventGrid, clock),
  };
  const landingWith = (patience: LandingPatience) =>
    createLanding(connectLanding(settings.landing, credential, clock, patience), settings.landing.prefix);
  const landing = landingWith({});
  const graphAt = graphClients(settings, tokens.graph, httpClient, clock);
  const partnerCenterWith = partnerCenterClients(settings, tokens.partnerCenter, httpClient, clock);
  const impatient = landingWith({ patience: LOOK_PATIENCE, tryTimeMs: LOOK_TRY_TIME_MS });
  const topic = settings.eventGridTopicEndpoint
    ? { topic: eventGridTopic(settings.eventGridTopicEndpoint, credential, clock) }
    : {};
  const memoryGate = new AdmissionGate(blobsAtOnce(bufferBytesPerBlob(DEFAULT_LIMITS)));
  const derived = {
    clock,
    landing,
    blobs: createBlobStore(landing.container, clock),
    bundles: createVersionBundles(landing, clock),
    admit: <T>(signal: AbortSignal, work: () => Promise<T>) => memoryGate.run(signal, work, PLACES_A_BUNDLE),
  };
  return {
    settings,
    clock,
    tokens,
    partnerCenter: partnerCenterWith(CALL_PATIENCE),
    probes: {
      landing: impatient,
      partnerCenter: partnerCenterWith(LOOK_PATIENCE),
    },
    looks: createLooks(clock),
    memoryGate,
    scan: createInstanceScan(clock),
    progress: createProgressCounter(landing, clock),
    steps: {
      clock,
      ...graphAt(settings.graphBaseUrl),
      beta: graphAt(betaUrl(settings.graphBaseUrl)),
      landing,
      landedNames: createLandedNames(landing, clock),
      committedFiles: createCommittedFiles(landing, clock),
      copyEngine: createCopyEngine({
        clock,
        httpClient,
        gate: memoryGate,
        checkBlocks: needsBlockChecks(landing.container.url),
        limits: { mostOutputBytes: settings.maxFileBytes },
      }),
      ...topic,
      metrics,
      ...(settings.analysis.on ? { index: impatient } : {}),
      lastModified: (source) => readLastModified(httpClient, clock, source),
    },
    analysis: {
      ...derived,
      analysis: settings.analysis,
      focus: { ...derived, isOn: settings.analysis.focus, ...hubOf(settings, credential, clock) },
      ...topic,
      metrics,
    },
  };
}

/** The container that a FinOps hub ingests from, where there is one. */
function hubOf({ analysis: { hub } }: Settings, credential: TokenCredential, clock: Clock): { hub?: BlobStore } {
  if (!hub) return {};
  const account = { account: { by: 'identity', url: hub.url }, container: hub.container, prefix: '' } as const;
  return { hub: createBlobStore(connectLanding(account, credential, clock), clock) };
}

/** Microsoft Graph by its base URL; a wait that it asks for holds for all versions of its API. */
function graphClients(settings: Settings, tokens: AccessTokens, httpClient: HttpClient, clock: Clock) {
  const gate = createServiceGate(clock);
  return (baseUrl: string): GraphAccess => {
    const client = createServiceClient({ name: 'Microsoft Graph', baseUrl, tokens, httpClient, clock, gate });
    const billing = createBillingApi(client, baseUrl, () => clock.now());
    return { billing, source: createSourceAccess(billing, settings.sourceHosts, clock) };
  };
}

/** Partner Center for the patient and for others; a wait that it asks for holds for all. */
function partnerCenterClients(settings: Settings, tokens: AccessTokens, httpClient: HttpClient, clock: Clock) {
  const gate = createServiceGate(clock);
  const baseUrl = settings.partnerCenterBaseUrl;
  return (patience: Patience): PartnerCenter =>
    createPartnerCenter(
      createServiceClient({ name: 'Partner Center', baseUrl, tokens, httpClient, clock, patience, gate }),
    );
}
