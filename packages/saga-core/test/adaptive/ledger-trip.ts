import { type FenceAnswer, participant, saga } from 'saga-core';
import type { SagaCall } from 'saga-core/activity';

type Effect<Result = void> = (argument: unknown, call: SagaCall) => Promise<Result>;

/** A service with a barrier, whose every effect is a row in its ledger. */
export interface BankActivities {
  open: Effect;
  close: Effect;
  reserve: Effect<{ room: string }>;
  release: Effect;
  charge: Effect<{ paymentId: string }>;
  refund: Effect;
  confirm: Effect;
  fenceConfirm: Effect<FenceAnswer<void>>;
  ticket: Effect;
}

/** All of {@link BankActivities}. */
export const bankActivities = [
  'open',
  'close',
  'reserve',
  'release',
  'charge',
  'refund',
  'confirm',
  'fenceConfirm',
  'ticket',
] as const satisfies (keyof BankActivities)[];

const bank = participant<BankActivities>('bank', { barrier: true });

const soon = { initialInterval: '50ms', maximumInterval: '200ms' } as const;

/** All of it in one batch: three steps, a pivot that can be fenced, and a step after it. */
export const ledgerTripSaga = saga<{ tripId: string }>('ledgerTrip', {
  execution: 'adaptive',
  defaults: {
    step: { timeout: '40s', attemptTimeout: '2s', retry: soon },
    mustSucceed: { parkAfter: '60s', attemptTimeout: '2s', retry: soon },
  },
})
  .step(
    'open',
    bank.open(({ input }) => input),
    { compensate: bank.close(({ input }) => input), compensateLast: true },
  )
  .step(
    'reserve',
    bank.reserve(({ input }) => input),
    { compensate: bank.release(({ input }) => input) },
  )
  .step(
    'charge',
    bank.charge(({ results }) => results.reserve),
    { compensate: bank.refund(({ runKey }) => ({ runKey })) },
  )
  .pivot(
    'confirm',
    bank.confirm(({ results }) => results.charge),
    { fence: bank.fenceConfirm(({ input }) => input) },
  )
  .retriable(
    'ticket',
    bank.ticket(({ input }) => input),
  )
  .returns(({ results }) => results.charge.paymentId);
