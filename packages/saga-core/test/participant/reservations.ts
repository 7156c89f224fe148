import type { PoolClient } from 'pg';
import { type Barrier, barrier, type CallAnswer, Refusal, type SagaCall } from 'saga-core/participant';
import { type Ledger, note, openLedger } from './open-ledger.ts';

export interface Reservation {
  readonly reservationId: string;
}

/** A participant that reserves and releases, each an effect in its ledger. */
export interface Reservations {
  readonly ledger: Ledger;
  readonly participant: Barrier<PoolClient>;
  reserve(call: SagaCall): Promise<CallAnswer<Reservation>>;
  /** Writes its effect as `reserve` does, and then refuses. */
  refuse(call: SagaCall, code?: string): Promise<CallAnswer<unknown>>;
  release(call: SagaCall): Promise<CallAnswer<unknown>>;
}

export async function openReservations(): Promise<Reservations> {
  const ledger = await openLedger();
  const participant = barrier(ledger.pool);
  let reservations = 0;
  return {
    ledger,
    participant,
    reserve: (call) =>
      participant.handle<Reservation>(call, {
        run: async (tx) => {
          await note(tx, call.sagaId, 'reserved');
          reservations += 1;
          return { reservationId: `r${reservations}` };
        },
      }),
    refuse: (call, code = 'OUT_OF_STOCK') =>
      participant.handle(call, {
        run: async (tx) => {
          await note(tx, call.sagaId, 'reserved');
          throw new Refusal(code, 'sku-rare: 0 left');
        },
      }),
    release: (call) =>
      participant.handle<Reservation>(call, {
        compensate: (tx, ran) => note(tx, call.sagaId, `released ${ran.result.reservationId} of ${ran.key}`),
      }),
  };
}

/** What a compensation answers when it is accepted, whether there was something to undo or not. */
export const accepted = { outcome: 'applied', result: undefined };
