import { CompleteAsyncError, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { SagaCall } from '../../engine/saga-call.ts';
import type { SagaRequest } from '../../participant/messages/message.ts';
import type { CloudEvent } from '../../participant/outbox/cloud-event.ts';
import { requestType } from '../../protocol/message-types.ts';

export interface AskByMessageOptions {
  /** The name under which the participant handles it: `reserve`. */
  readonly name: string;
  /** Who asks: a URI reference such as `/worker`. */
  readonly source: string;
  /** Resolves when the message is under way for good. What it throws ends this attempt, and Temporal makes another one. */
  readonly send: (request: CloudEvent<SagaRequest>) => Promise<void>;
}

/**
 * Makes an activity that asks a participant by message and stays open until the answer comes, be it in milliseconds or in days;
 * no slot of the worker is taken meanwhile. `completeByReply` ends it.
 *
 * A step's `attemptTimeout` is how long one request waits for its answer before it is sent again: give it what the participant needs.
 *
 * Source: Temporal's documentation, "Asynchronous Activity Completion".
 *
 * @example
 * ```ts
 * const reserve = askByMessage<ReserveArgument, ReserveResult>({ name: 'reserve', source: '/worker', send });
 * const activities = participantActivities('inventory', { ...inventory, reserve });
 * ```
 */
export function askByMessage<Argument, Result>({ name, source, send }: AskByMessageOptions) {
  return async (argument: Argument, call: SagaCall): Promise<Result> => {
    const { taskToken, isLocal } = Context.current().info;
    // Nobody can complete a local activity from outside. Unsent, so that the normal activity that follows has no late rival.
    if (isLocal) {
      throw ApplicationFailure.retryable(
        'This call is answered by message, which no local activity can wait for.',
        'AnsweredByMessage',
      );
    }
    // New for each attempt, as each needs an answer under its own token. The barrier knows the call by its key.
    const id = crypto.randomUUID();
    await send({
      specversion: '1.0',
      id,
      source,
      type: requestType(name),
      // Its own, too: events of one subject keep their order, so a request that was parked would hold up every later attempt, also one
      // that an operator patched. The barrier needs no order.
      subject: id,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      data: { call, argument, token: Buffer.from(taskToken).toString('base64') },
    });
    throw new CompleteAsyncError();
  };
}
