import { participantActivities, refusal, type SagaCall } from 'saga-core/activity';
import { sagaHeaders } from 'saga-core/participant';
import type { ArgumentOf, OperationName } from '../../order/operations.ts';
import { participantCaller, Refused } from '../../participants/call-participant.ts';
import { deskName } from './create-order-saga.ts';

const operations: readonly OperationName[] = [
  'createOrder',
  'cancelOrder',
  'reserveItems',
  'releaseItems',
  'commitItems',
  'chargePayment',
  'refundPayment',
  'confirmOrder',
  'note',
];

/** saga-core's activities: each passes its call on to the participants' process. */
export function deskActivities(participantsUrl: string): object {
  const callParticipant = participantCaller(participantsUrl);
  const activityOf =
    <Name extends OperationName>(name: Name) =>
    async (argument: ArgumentOf<Name>, call: SagaCall) => {
      try {
        return await callParticipant(name, argument, sagaHeaders(call));
      } catch (error) {
        throw error instanceof Refused ? refusal({ code: error.code }) : error;
      }
    };
  const activities = Object.fromEntries(operations.map((name) => [name, activityOf(name)]));
  // A fence goes where the run goes; its headers say what it is.
  return participantActivities(deskName, { ...activities, fenceConfirm: activityOf('confirmOrder') });
}
