import { ApplicationFailure } from '@temporalio/common';
import type { ArgumentOf, OperationName, ResultOf } from '../../order/operations.ts';
import { headersOf, participantCaller, Refused } from '../../participants/call-participant.ts';

/** The activities of the hand-written saga. The order's id, which is the workflow's too, makes their keys. */
export function handwrittenActivities(participantsUrl: string) {
  const callParticipant = participantCaller(participantsUrl);
  const activityOf =
    <Name extends OperationName>(name: Name, operation: 'run' | 'compensate', step: string = name) =>
    async (argument: ArgumentOf<Name>): Promise<ResultOf<Name>> => {
      try {
        return await callParticipant(name, argument, headersOf(argument.orderId, step, operation));
      } catch (error) {
        throw error instanceof Refused ? ApplicationFailure.nonRetryable(error.message, error.code) : error;
      }
    };
  return {
    createOrder: activityOf('createOrder', 'run'),
    cancelOrder: activityOf('cancelOrder', 'compensate', 'createOrder'),
    reserveItems: activityOf('reserveItems', 'run'),
    releaseItems: activityOf('releaseItems', 'compensate', 'reserveItems'),
    commitItems: activityOf('commitItems', 'run'),
    chargePayment: activityOf('chargePayment', 'run'),
    refundPayment: activityOf('refundPayment', 'compensate', 'chargePayment'),
    confirmOrder: activityOf('confirmOrder', 'run'),
  };
}

export type HandwrittenActivities = ReturnType<typeof handwrittenActivities>;
