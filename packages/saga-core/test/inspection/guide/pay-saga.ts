import { type ProbeAnswer, participant, saga } from 'saga-core';

interface Payment {
  readonly card: string;
  readonly amount: number;
}

interface BankActivities {
  charge(payment: Payment): Promise<{ id: string }>;
  refund(charge: { id: string | undefined } | { key: string; payment: Payment }): Promise<void>;
  lookUp(charge: { key: string }): Promise<ProbeAnswer<{ id: string }>>;
}

const bank = participant<BankActivities>('bank');

export const carelessSaga = saga<Payment>('pay')
  .step(
    'charge',
    bank.charge(({ input }) => input),
    {
      compensate: bank.refund(({ outcome }) => ({
        id: outcome.kind === 'applied' ? outcome.result.id : undefined,
      })),
    },
  )
  .returns();

export const paySaga = saga<Payment>('pay')
  .step(
    'charge',
    bank.charge(({ input }) => input),
    {
      probe: bank.lookUp(({ runKey }) => ({ key: runKey })),
      compensate: bank.refund(({ outcome, input, runKey }) =>
        outcome.kind === 'applied' ? { id: outcome.result.id } : { key: runKey, payment: input },
      ),
    },
  )
  .returns();
