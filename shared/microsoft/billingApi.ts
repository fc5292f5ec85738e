import { EXPORT_KINDS } from '../export/kinds.ts';
import { periodOf } from '../export/month.ts';
import type { ExportRequest } from '../export/request.ts';
import { failed, rejected, resubmit, type Step, type Stop } from '../export/stop.ts';
import { retryAfterMs } from '../wire/retryAfter.ts';
import { type ServiceAnswer, type ServiceClient, serviceCode, serviceMessage } from '../wire/serviceClient.ts';
import { isServiceId, manifestIdFrom, operationIdFrom } from './identifiers.ts';
import { isNoData, type ManifestPlace, type Operation, readOperation } from './operation.ts';

const OPERATIONS = 'reports/partners/billing/operations';
const MANIFESTS = 'reports/partners/billing/manifests';

/**
 * How far an operation is. `unknown`: the service has no knowledge of it; just accepted and not yet known everywhere,
 * or gone.
 */
export type OperationAnswer =
  | { state: 'running' | 'unknown'; retryAfterMs?: number; clientRequestId: string }
  | { state: 'succeeded'; manifest: ManifestPlace; clientRequestId: string };

/** `unknown`: not yet known everywhere, or gone. */
export type ManifestAnswer = { manifest: unknown } | { state: 'unknown'; retryAfterMs?: number };

/** The `partners/billing` API of Microsoft Graph v1.0, in the words of this program. */
export interface BillingApi {
  /** Asks for an export. Every call makes a new operation at the service: there is no idempotency key. */
  submit(
    request: ExportRequest,
  ): Promise<Step<{ operationId: string; retryAfterMs?: number; clientRequestId: string }>>;
  /** How far an operation is. 200 means nothing by itself: the state is in the body. */
  operation(operationId: string): Promise<Step<OperationAnswer>>;
  /** The manifest as the service wrote it, from wherever the operation keeps it. */
  manifest(place: ManifestPlace): Promise<Step<ManifestAnswer>>;
}

export function createBillingApi(client: ServiceClient, graphBaseUrl: string, now: () => Date): BillingApi {
  return {
    async submit(request) {
      const asked = bodyOf(request, now());
      if (asked.stop) return asked;
      const { body } = asked;
      const sent = await client.send({
        method: 'POST',
        path: EXPORT_KINDS[request.kind].graphPath,
        body,
        isAnswer: isAcceptance,
      });
      if (sent.stop) return sent;
      const { answer } = sent;
      if (answer.status < 200 || answer.status >= 300) return refusalOf(answer, 'the export request');
      const operationId = operationIdFrom(answer.headers.get('location') ?? '') ?? idInBody(answer.body);
      if (operationId === undefined) {
        return failed(
          'AnswerInvalid',
          `The service accepted the export (${answer.status}) without naming an operation.`,
        );
      }
      return { operationId, ...waitOf(answer, now()), clientRequestId: answer.clientRequestId };
    },

    async operation(operationId) {
      const sent = await client.send({ method: 'GET', path: `${OPERATIONS}/${operationId}` });
      if (sent.stop) return sent;
      const { answer } = sent;
      const { clientRequestId } = answer;
      if (answer.status === 404 && !saysNoData(answer))
        return { state: 'unknown', ...waitOf(answer, now()), clientRequestId };
      if (answer.status !== 200 && answer.status !== 202) return refusalOf(answer, 'the operation');
      const operation = readOperation(answer.body);
      if ('stop' in operation) return operation;
      if (operation.state === 'failed') return failureOf(operation);
      if (operation.state === 'running') return { state: 'running', ...waitOf(answer, now()), clientRequestId };
      return { ...operation, clientRequestId };
    },

    async manifest(place) {
      if ('inline' in place) return { manifest: place.inline };
      const sent = await client.send({
        method: 'GET',
        path: `${MANIFESTS}/${manifestIdFrom(place.link, graphBaseUrl)}`,
      });
      if (sent.stop) return sent;
      if (sent.answer.status === 404 && !saysNoData(sent.answer))
        return { state: 'unknown', ...waitOf(sent.answer, now()) };
      return sent.answer.status === 200 ? { manifest: sent.answer.body } : refusalOf(sent.answer, 'the manifest');
    },
  };
}

/**
 * An acceptance needs no body. A 202, or whatever names an operation, may have made one and is never sent again; what
 * is neither that nor JSON is no word of this service, and as safe to repeat as a 502.
 */
function isAcceptance({ status, headers, body }: ServiceAnswer): boolean {
  return status === 202 || headers.get('location') !== undefined || body !== undefined;
}

/** Where there is a choice `attributeSet` is always sent: the metadata marks it optional for one kind only. */
function bodyOf(request: ExportRequest, now: Date): Step<{ body: object }> {
  const attributes = request.attributeSet === undefined ? {} : { attributeSet: request.attributeSet };
  if ('invoiceId' in request) return { body: { invoiceId: request.invoiceId, ...attributes } };
  const billingPeriod = periodOf(request.month, now);
  if (billingPeriod === undefined) {
    return failed(
      'PeriodPassed',
      `${request.month} is neither the current nor the last month any more; unbilled data of it is gone.`,
    );
  }
  return { body: { currencyCode: request.currencyCode, billingPeriod, ...attributes } };
}

function failureOf(operation: Extract<Operation, { state: 'failed' }>): Stop {
  const { code, message } = operation;
  if (isNoData(operation)) return { stop: 'noData', message };
  return resubmit('OperationFailed', `The operation failed: ${code === '' ? '' : `${code}: `}${message}`);
}

/** What a status that is not a success means, for the POST, the operation and the manifest alike. */
function refusalOf(answer: ServiceAnswer, what: 'the export request' | 'the operation' | 'the manifest'): Stop {
  const isPost = what === 'the export request';
  const words = serviceMessage(answer.body);
  const message = `Microsoft Graph answered ${answer.status} to ${what}${words === '' ? '' : `: ${words}`} (client-request-id ${answer.clientRequestId})`;
  if (saysNoData(answer)) return { stop: 'noData', message };
  switch (answer.status) {
    case 400:
      return isPost ? rejected('RequestRefused', message) : failed('OperationFailed', message);
    case 401:
      return rejected('TokenRefused', message);
    case 403:
      return rejected('PermissionMissing', message);
    case 404:
      return rejected('NothingAtService', message);
    case 410:
      return resubmit('OperationVanished', message);
    default:
      return failed('AnswerInvalid', message);
  }
}

function saysNoData({ body }: ServiceAnswer): boolean {
  return isNoData({ code: serviceCode(body) });
}

function waitOf(answer: ServiceAnswer, now: Date): { retryAfterMs?: number } {
  const waitMs = retryAfterMs(answer.headers, now);
  return waitMs === undefined ? {} : { retryAfterMs: waitMs };
}

function idInBody(body: unknown): string | undefined {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  return isServiceId(id) ? id : undefined;
}
