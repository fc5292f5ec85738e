import { HANG_UP, type SimulatedAnswer } from './httpsServer.ts';
import { type RetryAfter, retryAfterHeader } from './retryAfter.ts';

/** What a call is answered with instead of what it deserves. */
export type FaultAnswer =
  | { status: number; code?: string; message?: string; retryAfter?: RetryAfter }
  /** Any text with any status: HTML of a gateway, half a JSON document. */
  | { status: number; text: string; contentType?: string }
  | { hangUp: true }
  /** The right answer, late. */
  | { delayMs: number }
  /** No answer, ever; the connection stays. */
  | { stall: true };

/** A fault of one kind of call; `Call` names the calls of a simulator. */
export interface Fault<Call extends string> {
  on: Call;
  /** Calls of this kind that pass before it begins; none by default. */
  after?: number;
  /** Calls of this kind that it spoils; one by default, `Infinity` for all that follow. */
  times?: number;
  answer: FaultAnswer;
}

export interface FaultPlan<Call extends string> {
  add(...faults: Fault<Call>[]): void;
  clear(): void;
  /** Takes what is due for this call. Undefined: answer as usual. */
  next(
    call: Call,
    body: (fault: { code: string; message: string }) => unknown,
  ): Promise<SimulatedAnswer | typeof HANG_UP | undefined>;
}

/** Faults in the order in which they were added; a call meets the first one that is due. */
export function createFaultPlan<Call extends string>(initial: readonly Fault<Call>[] = []): FaultPlan<Call> {
  const arm = (fault: Fault<Call>) => ({ ...fault, after: fault.after ?? 0, times: fault.times ?? 1 });
  let armed = initial.map(arm);

  function due(call: Call): FaultAnswer | undefined {
    for (const fault of armed.filter(({ on }) => on === call)) {
      if (fault.after > 0) {
        fault.after -= 1;
      } else if (fault.times > 0) {
        fault.times -= 1;
        return fault.answer;
      }
    }
    return undefined;
  }

  return {
    add: (...faults) => void armed.push(...faults.map(arm)),
    clear: () => {
      armed = [];
    },
    next: async (call, body) => {
      const answer = due(call);
      if (answer === undefined) {
        return undefined;
      }
      if ('hangUp' in answer) {
        return HANG_UP;
      }
      if ('delayMs' in answer) {
        await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
        return undefined;
      }
      if ('stall' in answer) {
        return new Promise(() => {});
      }
      if ('text' in answer) {
        return {
          status: answer.status,
          headers: { 'content-type': answer.contentType ?? 'text/html' },
          body: answer.text,
        };
      }
      const {
        status,
        code = `simulated${status}`,
        message = 'This fault was asked for.',
        retryAfter = 'none',
      } = answer;
      return { status, headers: retryAfterHeader(retryAfter, new Date()), body: body({ code, message }) };
    },
  };
}
