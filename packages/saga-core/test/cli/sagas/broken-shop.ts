// A shop whose payment service keeps no barrier: a charge that comes late is taken for good.
import { participant, saga } from 'saga-core';
import { type Invariants, participantModel } from 'saga-core/testing';

interface Bank {
  charge(argument: { orderId: string }): Promise<void>;
  refund(argument: { orderId: string }): Promise<void>;
}

const bank = participant<Bank>('bank');

export const brokenShopSaga = saga<{ orderId: string }>('brokenShop', { execution: 'activity' })
  .step(
    'charge',
    bank.charge(({ input }) => input),
    { compensate: bank.refund(({ input }) => input) },
  )
  .returns(() => 'paid');

interface Money {
  readonly held: number;
  readonly isRefunded: boolean;
}

const invariants: Invariants<{ readonly bank: Money }> = {
  'a saga that was undone holds no money': ({ saga: { status }, participants }) =>
    status !== 'compensated' || participants.bank.held <= 0,
};

export const explorations = {
  brokenShop: {
    input: { orderId: "o'1" },
    participants: {
      bank: participantModel<Bank, Money>({
        initial: { held: 0, isRefunded: false },
        activities: {
          charge: (state) => ({ state: { ...state, held: 1 } }),
          refund: () => ({ state: { held: 0, isRefunded: true } }),
        },
      }),
    },
    invariants,
  },
};
