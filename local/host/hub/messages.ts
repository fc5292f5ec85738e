import { EventType, type Message, readEvent } from './historyEvents.ts';
import { type InstanceRow, isEnded, type MessageRow } from './store.ts';

/**
 * Which messages the next turn takes, the start first. Messages of an execution that is no more are dropped; a second
 * start waits until the first has ended.
 */
export function sortMessages(
  messages: readonly MessageRow[],
  row: InstanceRow | undefined,
): { batch: Message[]; deferred: MessageRow[] } {
  const batch: Message[] = [];
  const deferred: MessageRow[] = [];
  const isActive = row !== undefined && !isEnded(row);
  for (const message of messages) {
    const event = readEvent<Message>(message.event);
    const isForThis = message.executionId === null || message.executionId === row?.executionId;
    if (event.EventType === EventType.ExecutionStarted && !isForThis) deferred.push(message);
    else if (!isActive || !isForThis) continue;
    else if (event.EventType === EventType.ExecutionStarted) batch.unshift(event);
    else batch.push(event);
  }
  return { batch, deferred };
}
