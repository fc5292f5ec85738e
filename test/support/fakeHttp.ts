import { Readable } from 'node:stream';
import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';

/** What a fake service answers; an Error is a connection that breaks. */
export type FakeAnswer =
  | { status: number; headers?: Record<string, string>; body?: unknown; chunks?: Iterable<Buffer> }
  | Error;

export interface FakeHttp extends HttpClient {
  readonly requests: PipelineRequest[];
}

/** An HTTP client without a network. `answer` gets each request with its number, from 0. */
export function fakeHttp(answer: (request: PipelineRequest, index: number) => FakeAnswer): FakeHttp {
  const requests: PipelineRequest[] = [];
  return {
    requests,
    async sendRequest(request): Promise<PipelineResponse> {
      const index = requests.push(request) - 1;
      const given = answer(request, index);
      if (given instanceof Error) throw given;
      const { status, headers = {}, body, chunks } = given;
      const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
      return {
        request,
        status,
        headers: createHttpHeaders(headers),
        readableStreamBody: Readable.from(chunks ?? [Buffer.from(text)]),
      };
    },
  };
}

/** Answers one after the other; the last one again and again. */
export function inOrder(...answers: FakeAnswer[]): (request: PipelineRequest, index: number) => FakeAnswer {
  return (_, index) => answers[Math.min(index, answers.length - 1)] ?? new Error('no answer was given');
}
