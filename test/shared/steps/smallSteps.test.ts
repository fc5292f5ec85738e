import { describe, expect, test } from '@jest/globals';
import { CodedError } from '../../../shared/errors.ts';
import type { Outcome } from '../../../shared/export/run.ts';
import { failed } from '../../../shared/export/stop.ts';
import type { BillingApi } from '../../../shared/microsoft/billingApi.ts';
import type { SourceAccess } from '../../../shared/microsoft/sourceAccess.ts';
import type { RunFigures } from '../../../shared/report/runFigures.ts';
import { checkOperation } from '../../../shared/steps/checkOperation.ts';
import { recordEnd } from '../../../shared/steps/recordEnd.ts';
import type { StepContext, StepServices } from '../../../shared/steps/stepContext.ts';
import { submitExport } from '../../../shared/steps/submitExport.ts';
import { rejectedCode } from '../../support/codes.ts';
import { BILLED_REQUEST, runOfRequest, UNBILLED_REQUEST } from '../../support/requests.ts';
import { createVirtualClock } from '../../support/virtualClock.ts';

const RUN = runOfRequest();

function contextOf(services: Partial<StepServices>, ended = false) {
  const lines: [string, Record<string, unknown>][] = [];
  const write = (level: string) => (line: string) => lines.push([level, JSON.parse(line)]);
  const context: StepContext = {
    services: { clock: createVirtualClock(), ...services } as StepServices,
    guard: {
      async assertCurrent() {
        if (ended) throw new CodedError('RunEnded', 'The run has ended.');
      },
      whileCurrent: (work) => work(new AbortController().signal),
    },
    log: { log: write('log'), warn: write('warn'), error: write('error') },
  };
  return { context, lines };
}

describe('the submission', () => {
  const accepted = { operationId: 'op-1', clientRequestId: 'c' };
  const billing = (requests: unknown[]): Partial<BillingApi> => ({
    submit: async (request) => {
      requests.push(request);
      return accepted;
    },
  });

  test('asks for the request of the run', async () => {
    const requests: unknown[] = [];
    const { context } = contextOf({ billing: billing(requests) as BillingApi });
    expect(await submitExport(context, { run: RUN })).toBe(accepted);
    expect(requests).toEqual([BILLED_REQUEST]);
  });

  test('of open data waits until the month has turned, lest the service take another one for the current', async () => {
    const requests: unknown[] = [];
    const run = runOfRequest({ ...UNBILLED_REQUEST, month: '2026-10' });
    const at = (now: string, one = run) =>
      submitExport(contextOf({ billing: billing(requests) as BillingApi, clock: createVirtualClock(now) }).context, {
        run: one,
      });
    expect(await at('2026-10-31T23:59:50Z')).toMatchObject({ stop: 'wait', retryAfterMs: 40_000 });
    expect(requests).toEqual([]);
    expect(await at('2026-11-01T00:00:30Z')).toBe(accepted);
    expect(await at('2026-10-31T23:59:50Z', RUN)).toBe(accepted);
  });

  test('of a run that has ended makes no operation at the service', async () => {
    const requests: unknown[] = [];
    const { context } = contextOf({ billing: billing(requests) as BillingApi }, true);
    expect(await rejectedCode(submitExport(context, { run: RUN }))).toBe('RunEnded');
    expect(requests).toEqual([]);
  });
});

describe('a look at the operation', () => {
  const manifest = { inline: { sasToken: 'SECRET' } };

  function look(operation: Awaited<ReturnType<BillingApi['operation']>>, ended = false) {
    const adopted: unknown[] = [];
    const asked: string[] = [];
    const billing: Partial<BillingApi> = {
      operation: async (id) => {
        asked.push(id);
        return operation;
      },
    };
    const source: Partial<SourceAccess> = { adopt: (...given) => adopted.push(given) };
    const { context } = contextOf({ billing: billing as BillingApi, source: source as SourceAccess }, ended);
    return { step: checkOperation(context, { run: RUN, operationId: 'op-1' }), adopted, asked };
  }

  test('that has succeeded keeps the manifest in this process, and answers none of it', async () => {
    const { step, adopted } = look({ state: 'succeeded', manifest, clientRequestId: 'c' });
    expect(await step).toEqual({ state: 'succeeded', clientRequestId: 'c' });
    expect(adopted).toEqual([['op-1', manifest]]);
  });

  test.each([
    [{ state: 'running', retryAfterMs: 5, clientRequestId: 'c' }],
    [{ state: 'unknown', clientRequestId: 'c' }],
    [failed('OperationFailed', 'm')],
  ] as const)('answers %j as it is', async (operation) => {
    const { step, adopted } = look(operation);
    expect(await step).toEqual(operation);
    expect(adopted).toEqual([]);
  });

  test('of a run that has ended asks nobody', async () => {
    const { step, asked } = look({ state: 'running', clientRequestId: 'c' }, true);
    expect(await rejectedCode(step)).toBe('RunEnded');
    expect(asked).toEqual([]);
  });
});

describe('the end of a run', () => {
  const startedAt = '2026-11-08T05:59:00.000Z';
  const error = { code: 'GzipInvalid', message: 'bad gzip' } as const;

  async function ended(outcome: Outcome, run = RUN, record = async (_: RunFigures) => {}) {
    const { context, lines } = contextOf({ metrics: { record } });
    expect(await recordEnd(context, { run, outcome, startedAt })).toEqual({});
    return lines;
  }

  test.each<[Outcome, string, object]>([
    [{ status: 'noData', warnings: [] }, 'log', { status: 'noData' }],
    [
      { status: 'failed', error, warnings: [] },
      'error',
      { status: 'failed', code: 'GzipInvalid', message: 'bad gzip' },
    ],
    [
      { status: 'noData', warnings: [{ code: 'PeriodMismatch', message: 'm' }] },
      'log',
      { status: 'noData', warnings: 'PeriodMismatch' },
    ],
    [
      { status: 'rejected', error, warnings: [] },
      'error',
      { status: 'rejected', code: 'GzipInvalid', message: 'bad gzip' },
    ],
  ])('is one line that alerts can read: %j', async (outcome, level, fields) => {
    expect(await ended(outcome)).toEqual([
      [
        level,
        {
          event: 'runEnded',
          exportId: RUN.exportId,
          runId: RUN.runId,
          kind: 'billedUsage',
          durationMs: 60_000,
          files: 0,
          lines: 0,
          bytes: 0,
          quiet: false,
          ...fields,
        },
      ],
    ]);
  });

  test('says when it is the end that somebody has been told of before', async () => {
    const lines = await ended({ status: 'noData', warnings: [] }, { ...RUN, quiet: ['noData'] });
    expect(lines).toMatchObject([['log', { quiet: true }]]);
  });

  test('goes into the metrics', async () => {
    const recorded: RunFigures[] = [];
    await ended({ status: 'failed', error, warnings: [] }, RUN, async (figures) => {
      recorded.push(figures);
    });
    expect(recorded).toMatchObject([{ kind: 'billedUsage', status: 'failed', code: 'GzipInvalid' }]);
  });

  test('is not spoilt by metrics that cannot be sent', async () => {
    const lines = await ended({ status: 'noData', warnings: [] }, RUN, () => Promise.reject(new Error('no network')));
    expect(lines[1]).toEqual(['warn', { event: 'metricsNotSent', exportId: RUN.exportId, message: 'no network' }]);
  });
});
