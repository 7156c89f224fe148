import { type ProbeAnswer, participant, saga } from 'saga-core';
import type { SagaCall } from 'saga-core/activity';

export interface Purchase {
  readonly seat: string;
  readonly card: string;
  readonly amount: number;
}

/** All that a charge is made of. Its undo needs it again. */
export type Charge = Pick<Purchase, 'card' | 'amount'>;

export interface CardActivities {
  charge(charge: Charge, call: SagaCall): Promise<{ chargeId: string }>;
  refund(undo: { chargeId: string } | { chargeKey: string; charge: Charge }, call: SagaCall): Promise<void>;
  lookUp(run: { chargeKey: string }): Promise<ProbeAnswer<{ chargeId: string }>>;
}

export interface SeatActivities {
  hold(seat: { seat: string }, call: SagaCall): Promise<void>;
  release(seat: { seat: string }, call: SagaCall): Promise<void>;
  sell(seat: { seat: string }, call: SagaCall): Promise<void>;
}

const seats = participant<SeatActivities>('seat', { barrier: true });
const cards = participant<CardActivities>('card', { barrier: false });

export const buyTicketSaga = saga<Purchase>('buyTicket', { version: 1 })
  .step(
    'holdSeat',
    seats.hold(({ input: { seat } }) => ({ seat })),
    {
      compensate: seats.release(({ input: { seat } }) => ({ seat })),
    },
  )
  .step(
    'chargeCard',
    cards.charge(({ input: { card, amount } }) => ({ card, amount })),
    {
      probe: cards.lookUp(({ runKey }) => ({ chargeKey: runKey })),
      compensate: cards.refund(({ input: { card, amount }, outcome, runKey }) =>
        outcome.kind === 'applied'
          ? { chargeId: outcome.result.chargeId }
          : { chargeKey: runKey, charge: { card, amount } },
      ),
    },
  )
  .pivot(
    'sellSeat',
    seats.sell(({ input: { seat } }) => ({ seat })),
  )
  .returns(({ results }) => results.chargeCard);
