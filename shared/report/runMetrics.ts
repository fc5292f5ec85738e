import type { TokenCredential } from '@azure/identity';
import type { AnalysisFigures } from './analysisFigures.ts';
import type { RunFigures } from './runFigures.ts';

/** Where the figures of ended runs go. */
export interface RunMetrics {
  record(figures: RunFigures): Promise<void>;
}

/** Where the figures of ended analyses go. */
export interface AnalysisMetrics {
  recordAnalysis(figures: AnalysisFigures): Promise<void>;
}

export type Metrics = RunMetrics & AnalysisMetrics;

export const noMetrics: Metrics = { record: async () => {}, recordAnalysis: async () => {} };

const FLUSH_WITHIN_MS = 10_000;

/**
 * Custom metrics for Application Insights: `exports`, `lines`, `bytes` and `duration` (seconds), each by kind and outcome, and `analyses`, `analysisDuration` and `drift` by kind and
 * state. Only the metrics part of OpenTelemetry is
 * used, and loaded at the first run that ends: automatic instrumentation would record every storage URL with its SAS, and slow down every cold start.
 */
export function azureMonitorMetrics(connectionString: string, credential: TokenCredential): Metrics {
  let meter: ReturnType<typeof createMeter> | undefined;
  const made = () => {
    meter ??= createMeter(connectionString, credential).catch((error) => {
      meter = undefined;
      throw error;
    });
    return meter;
  };
  return {
    async record({ kind, status, durationMs, lines, bytes }) {
      const { exports, linesLanded, bytesLanded, duration, flush } = await made();
      const dimensions = { kind, outcome: status };
      exports.add(1, dimensions);
      linesLanded.add(lines, dimensions);
      bytesLanded.add(bytes, dimensions);
      duration.record(durationMs / 1000, dimensions);
      // The instance may be gone a moment after its last run.
      await flush({ timeoutMillis: FLUSH_WITHIN_MS });
    },
    async recordAnalysis({ kind, state, durationMs, drift }) {
      const { analyses, analysisDuration, driftFound, flush } = await made();
      const dimensions = { kind, state };
      analyses.add(1, dimensions);
      analysisDuration.record(durationMs / 1000, dimensions);
      driftFound.add(drift, dimensions);
      await flush({ timeoutMillis: FLUSH_WITHIN_MS });
    },
  };
}

async function createMeter(connectionString: string, credential: TokenCredential) {
  const [{ AzureMonitorMetricExporter }, { MeterProvider, PeriodicExportingMetricReader }] = await Promise.all([
    import('@azure/monitor-opentelemetry-exporter'),
    import('@opentelemetry/sdk-metrics'),
  ]);
  const exporter = new AzureMonitorMetricExporter({ connectionString, credential, disableOfflineStorage: true });
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  const meter = provider.getMeter('partner-billing-export');
  return {
    exports: meter.createCounter('exports', { description: 'Runs that ended' }),
    linesLanded: meter.createCounter('lines', { description: 'Lines made visible' }),
    bytesLanded: meter.createCounter('bytes', { description: 'Bytes made visible', unit: 'By' }),
    duration: meter.createHistogram('duration', { description: 'From the start of a run to its end', unit: 's' }),
    analyses: meter.createCounter('analyses', { description: 'Analyses that ended' }),
    analysisDuration: meter.createHistogram('analysisDuration', {
      description: 'From the start of an analysis to its end',
      unit: 's',
    }),
    driftFound: meter.createCounter('drift', { description: 'Differences from the known attributes' }),
    flush: (options: { timeoutMillis: number }) => provider.forceFlush(options),
  };
}
