import { EventGridPublisherClient } from '@azure/eventgrid';
import type { TokenCredential } from '@azure/identity';
import type { RunEvent } from './runEvent.ts';

/** Where events go. */
export interface EventTopic {
  /** Throws when the topic does not take the event; nothing is known then about whether it was delivered. */
  publish(event: RunEvent): Promise<void>;
}

const TIMEOUT_MS = 30_000;

/** A custom Event Grid topic with the CloudEvents schema, reached by identity. One attempt a call: the orchestration does the waiting. */
export function eventGridTopic(endpoint: string, credential: TokenCredential): EventTopic {
  const client = new EventGridPublisherClient(endpoint, 'CloudEvent', credential, { retryOptions: { maxRetries: 0 } });
  return {
    async publish({ id, type, source, subject, data }) {
      await client.send([{ id, type, source, subject, data, time: new Date() }], {
        abortSignal: AbortSignal.timeout(TIMEOUT_MS),
      });
    },
  };
}
