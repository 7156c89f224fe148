import { type InputOf, participant, saga } from 'saga-core';
import { type ExploreOptions, participantModel } from 'saga-core/testing';

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
}

export const exploration = {
  input: { orderId: "o'1" },
  participants: {
    bank: participantModel<Bank, Money>({
      initial: { held: 0 },
      activities: { charge: () => ({ state: { held: 1 } }), refund: () => ({ state: { held: 0 } }) },
    }),
  },
  invariants: {
    'a saga that was undone holds no money': ({ saga: { status }, participants }) =>
      status !== 'compensated' || participants.bank.held === 0,
  },
} satisfies ExploreOptions<InputOf<typeof brokenShopSaga>, { readonly bank: Money }>;
