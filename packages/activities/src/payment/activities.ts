import type { SagaCall } from 'saga-core/activity';
import { nothingBack } from '../http/nothing-back.ts';
import { type ParticipantClientOptions, participantClient } from '../http/participant-client.ts';
import {
  type ChargeArgument,
  type ChargeResult,
  chargeArgument,
  chargeResult,
  type RefundArgument,
  refundArgument,
} from './contract.ts';

/** What sagas ask of the payment service. Sagas type their calls from this, without loading what performs them. */
export interface PaymentActivities {
  /** Moves an order's money from the customer to the merchant. Refused when the payment method is declined. */
  charge(argument: ChargeArgument, call: SagaCall): Promise<ChargeResult>;
  /** Moves it back: the undo of `charge`, by payment id, or by the charge's key where its answer was lost. */
  refund(argument: RefundArgument, call: SagaCall): Promise<void>;
}

const charge = {
  name: 'charge',
  path: () => 'charges',
  argument: chargeArgument,
  result: chargeResult,
};
const refund = {
  name: 'refund',
  path: () => 'refunds',
  argument: refundArgument,
  result: nothingBack,
};

/**
 * The payment activities, as a worker registers them.
 *
 * @throws {@link ServiceUrlError} and {@link ServiceTokenError} when the options can't work.
 * @example
 * ```ts
 * const payment = createPaymentActivities({ baseUrl: 'http://127.0.0.1:3003', secret });
 * const worker = await Worker.create({ activities: participantActivities('payment', payment), … });
 * ```
 */
export function createPaymentActivities(options: ParticipantClientOptions): PaymentActivities {
  const send = participantClient('payment', options);
  return {
    charge: (argument, call) => send(charge, argument, call),
    refund: (argument, call) => send(refund, argument, call),
  };
}
