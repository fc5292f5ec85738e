import { isRestError } from '@azure/core-rest-pipeline';
import { EventGridPublisherClient } from '@azure/eventgrid';
import type { TokenCredential } from '@azure/identity';
import type { Clock } from '../clock.ts';
import { ThrottledError } from '../errors.ts';
import { messageOf } from '../scrub.ts';
import { retryAfterMs } from '../wire/retryAfter.ts';
import type { AnalysisEvent } from './analysisEvent.ts';
import type { ProofEvent } from './proofEvent.ts';
import type { RunEvent } from './runEvent.ts';

/** Where events go. */
export interface EventTopic {
  /**
   * Throws when the topic does not take the event; nothing is known then about whether it was delivered. A {@link
   * ThrottledError} when it says when to come back.
   */
  publish(event: RunEvent | ProofEvent | AnalysisEvent): Promise<void>;
}

const TIMEOUT_MS = 30_000;

/**
 * A custom Event Grid topic with the CloudEvents schema, reached by identity. One attempt a call: the orchestration
 * does the waiting, in durable timers.
 */
export function eventGridTopic(endpoint: string, credential: TokenCredential, clock: Clock): EventTopic {
  const client = new EventGridPublisherClient(endpoint, 'CloudEvent', credential, { retryOptions: { maxRetries: 0 } });
  return {
    async publish({ id, type, source, subject, data }) {
      try {
        await client.send([{ id, type, source, subject, data, time: clock.now() }], {
          abortSignal: AbortSignal.timeout(TIMEOUT_MS),
        });
      } catch (error) {
        const headers = isRestError(error) ? error.response?.headers : undefined;
        const waitMs = headers && retryAfterMs(headers, clock.now());
        throw waitMs === undefined ? error : new ThrottledError(messageOf(error), waitMs);
      }
    },
  };
}
