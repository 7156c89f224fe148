import type { SagaReply } from '../../participant/messages/message.ts';
import type { CloudEvent } from '../../participant/outbox/cloud-event.ts';
import { replyType } from '../../protocol/message-types.ts';
import { refusal } from '../refusal.ts';

/** What completes activities from outside: `client.activity` of `@temporalio/client`. */
export interface ActivityCompletion {
  complete(taskToken: Uint8Array, result: unknown): Promise<void>;
  fail(taskToken: Uint8Array, error: unknown): Promise<void>;
}

/**
 * Ends the attempt that waits for a reply: `completed`, or `nobody` when none waits any more, as it has timed out, was answered before
 * or its saga has ended. `none` for an event that is no reply.
 *
 * @throws what the client throws when Temporal can't be reached; give it the reply again then
 * @example
 * ```ts
 * followReplies({ feed, complete: (event) => completeByReply(client.activity, event) });
 * ```
 */
export async function completeByReply(
  activities: ActivityCompletion,
  event: CloudEvent,
): Promise<'completed' | 'nobody' | 'none'> {
  const reply = event.type === replyType ? readReply(event.data) : undefined;
  if (reply === undefined) return 'none';
  const token = Buffer.from(reply.token, 'base64');
  const { answer } = reply;
  try {
    if (answer.outcome === 'applied') await activities.complete(token, answer.result);
    else await activities.fail(token, refusal(answer));
    return 'completed';
  } catch (error) {
    if (error instanceof Error && error.name === 'ActivityNotFoundError') return 'nobody';
    throw error;
  }
}

function readReply(data: unknown): SagaReply | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { token, answer } = data as Partial<SagaReply>;
  const isReply = typeof token === 'string' && (answer?.outcome === 'applied' || answer?.outcome === 'refused');
  return isReply ? (data as SagaReply) : undefined;
}
