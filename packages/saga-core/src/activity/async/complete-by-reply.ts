import type { SagaReply } from '../../participant/messages/message.ts';
import type { CloudEvent } from '../../participant/outbox/cloud-event.ts';
import { replyType } from '../../protocol/message-types.ts';
import { refusal } from '../refusal.ts';
import { isUnreachable, type ReplyRejection, rejectionOf, telling } from './reply-rejection.ts';

/** What completes activities from outside: `client.activity` of `@temporalio/client`. */
export interface ActivityCompletion {
  complete(taskToken: Uint8Array, result: unknown): Promise<void>;
  fail(taskToken: Uint8Array, error: unknown): Promise<void>;
}

/**
 * What the contract makes of the results of requests, by the name that was asked for. One that throws ends the attempt with that
 * failure, and Temporal makes another one: the call was applied, and its result is still to come.
 */
export type ReplyResults = Readonly<Record<string, (result: unknown) => unknown>>;

/**
 * Ends the attempt that waits for a reply: `completed`, or `nobody` when none waits any more, as it has timed out, was answered before
 * or its saga has ended, and when Temporal refuses the reply for good, which `rejected` is told as well: another namespace's token, or
 * a result that is too large. If an attempt does wait, its timeout asks again. `none` for an event that is no reply.
 *
 * @throws what the client throws when Temporal can't be reached now, and nothing else; give it the reply again then
 * @example
 * ```ts
 * const results = { reserve: (result: unknown) => reserveResult.parse(result) };
 * followReplies({ feed, complete: (event) => completeByReply(client.activity, event, results) });
 * ```
 */
export async function completeByReply(
  activities: ActivityCompletion,
  event: CloudEvent,
  results: ReplyResults = {},
  rejected: (rejection: ReplyRejection) => void = () => {},
): Promise<'completed' | 'nobody' | 'none'> {
  const reply = event.type === replyType ? readReply(event.data) : undefined;
  if (reply === undefined) return 'none';
  const token = Buffer.from(reply.token, 'base64');
  const { answer, name } = reply;
  const checked = Object.hasOwn(results, name) ? results[name] : undefined;
  const completion = telling(activities);
  try {
    if (answer.outcome === 'refused') await completion.fail(token, refusal(answer));
    else if (checked === undefined) await completion.complete(token, answer.result);
    else await completeWith(completion, token, () => checked(answer.result));
    return 'completed';
  } catch (error) {
    if (isUnreachable(error)) throw error;
    const rejection = rejectionOf(error, name);
    if (rejection !== undefined) rejected(rejection);
    return 'nobody';
  }
}

async function completeWith(activities: ActivityCompletion, token: Uint8Array, read: () => unknown): Promise<void> {
  let result: unknown;
  try {
    result = read();
  } catch (error) {
    await activities.fail(token, error);
    return;
  }
  await activities.complete(token, result);
}

function readReply(data: unknown): SagaReply | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { name, token, answer } = data as Partial<SagaReply>;
  const isText = typeof name === 'string' && typeof token === 'string';
  const isReply = isText && (answer?.outcome === 'applied' || answer?.outcome === 'refused');
  return isReply ? (data as SagaReply) : undefined;
}
