import type { FenceAnswer } from 'saga-core';
import type { SagaCall } from 'saga-core/activity';
import { fenceAnswer } from '../http/fence-answer.ts';
import { nothingBack } from '../http/nothing-back.ts';
import { type ParticipantClientOptions, participantClient } from '../http/participant-client.ts';
import {
  type CancelOrderArgument,
  type ConfirmOrderArgument,
  type CreateOrderArgument,
  type CreateOrderResult,
  cancelOrderArgument,
  confirmOrderArgument,
  createOrderArgument,
  createOrderResult,
} from './contract.ts';

/** What sagas ask of the order service. Sagas type their calls from this, without loading what performs them. */
export interface OrderActivities {
  /** Writes the order down as PENDING, and answers its total. */
  create(argument: CreateOrderArgument, call: SagaCall): Promise<CreateOrderResult>;
  /** Makes it CONFIRMED. There is no way back. */
  confirm(argument: ConfirmOrderArgument, call: SagaCall): Promise<void>;
  /** Makes sure that it can't be confirmed any more, unless it was: a fence at the address of `confirm`. */
  fenceConfirm(argument: ConfirmOrderArgument, call: SagaCall): Promise<FenceAnswer<void>>;
  /** Makes it CANCELLED when the cause is `cancelled`, and FAILED for every other cause. */
  cancel(argument: CancelOrderArgument, call: SagaCall): Promise<void>;
}

const create = {
  name: 'create',
  path: () => 'orders',
  argument: createOrderArgument,
  result: createOrderResult,
};
const confirm = {
  name: 'confirm',
  path: ({ orderId }: ConfirmOrderArgument) => `orders/${orderId}/confirm`,
  argument: confirmOrderArgument,
  result: nothingBack,
};
const fenceConfirm = { ...confirm, name: 'fenceConfirm', result: fenceAnswer };
const cancel = {
  name: 'cancel',
  path: ({ orderId }: CancelOrderArgument) => `orders/${orderId}/cancel`,
  argument: cancelOrderArgument,
  result: nothingBack,
};

/**
 * The order activities, as a worker registers them.
 *
 * @throws {@link ServiceUrlError} and {@link ServiceTokenError} when the options can't work.
 * @example
 * ```ts
 * const order = createOrderActivities({ baseUrl: 'http://127.0.0.1:3001', secret });
 * const worker = await Worker.create({ activities: participantActivities('order', order), … });
 * ```
 */
export function createOrderActivities(options: ParticipantClientOptions): OrderActivities {
  const send = participantClient('order', options);
  return {
    create: (argument, call) => send(create, argument, call),
    confirm: (argument, call) => send(confirm, argument, call),
    fenceConfirm: (argument, call) => send(fenceConfirm, argument, call),
    cancel: (argument, call) => send(cancel, argument, call),
  };
}
