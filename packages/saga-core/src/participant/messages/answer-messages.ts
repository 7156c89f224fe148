import type { PoolClient } from 'pg';
import { replyType, requestType } from '../../protocol/message-types.ts';
import { sagaHeaders } from '../../protocol/saga-headers.ts';
import { barrierWithin, type CallHandlers } from '../barrier.ts';
import type { CloudEvent } from '../outbox/cloud-event.ts';
import { EventMalformedError } from '../outbox/event-malformed-error.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { readSagaHeaders } from '../read-saga-headers.ts';
import type { SagaReply, SagaRequest } from './message.ts';

/** What a participant does for the requests of one name. `argument` comes from outside: check it, and throw if it breaks the contract. */
export type MessageHandlers<Result> = (
  argument: unknown,
  call: SagaRequest['call'],
) => CallHandlers<PoolClient, Result>;

export interface AnswerMessagesOptions {
  /** Where answers are written. */
  readonly outbox: Outbox;
  /** By the name that a request asks for. */
  readonly handlers: Readonly<Record<string, MessageHandlers<unknown>>>;
}

/**
 * Makes an inbox's handler that answers a saga's requests: the barrier performs the call, and the answer goes to the outbox, all in the
 * transaction in which the inbox remembers the request. It gives `undefined` to a handler of yours for other events.
 *
 * The tables are `participantSchema`, `inboxSchema` and `outboxSchema`, in one database.
 *
 * @throws EventMalformedError for a request that can't be read, and whatever a handler throws other than a `Refusal`; the inbox tries
 * again then, and parks it at last.
 * @example
 * ```ts
 * const requests = inbox({ pool, handle: answerMessages({
 *   outbox: outbox({ source: '/inventory' }),
 *   handlers: { reserve: (argument, { key }) => ({ run: (tx) => reserve(tx, reserveArgument.parse(argument), key) }) },
 * }) });
 * ```
 */
export function answerMessages({ outbox, handlers }: AnswerMessagesOptions) {
  const named = new Map(Object.entries(handlers).map(([name, handler]) => [requestType(name), { name, handler }]));
  return async (tx: PoolClient, event: CloudEvent): Promise<void> => {
    const asked = named.get(event.type);
    if (asked === undefined) {
      throw new EventMalformedError(`\`type\` must be one of ${[...named.keys()].join(', ')}, and is ${event.type}.`);
    }
    const { call, argument, token } = readRequest(event);
    const answer = await barrierWithin(tx).handle(call, asked.handler(argument, call));
    const data: SagaReply = { name: asked.name, key: call.key, token, answer };
    await outbox.publish(tx, {
      type: replyType,
      aggregate: event.subject,
      data,
      ...(event.traceparent !== undefined && { trace: { traceparent: event.traceparent } }),
    });
  };
}

/** Its call is checked as that of an HTTP request is: key, saga and step must belong together, or it would pass the wrong barrier. */
function readRequest({ data }: CloudEvent): SagaRequest {
  if (typeof data !== 'object' || data === null) throw new EventMalformedError('`data` must be a request.');
  const { call, argument, token } = data as Partial<SagaRequest>;
  if (typeof token !== 'string' || typeof call !== 'object' || call === null) {
    throw new EventMalformedError('`data` must have `call`, `argument` and `token`.');
  }
  return { call: checked(call), argument, token };
}

function checked(call: SagaRequest['call']): SagaRequest['call'] {
  const named = Object.entries(sagaHeaders(call)).map(([name, value]) => [name.toLowerCase(), value]);
  return readSagaHeaders(Object.fromEntries(named));
}
