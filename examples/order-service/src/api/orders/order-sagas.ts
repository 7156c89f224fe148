import { Problem } from '@saga/process';
import type { SagaCause, SagaView } from 'saga-core/client';
import type { OrderIntent } from './order-intent.ts';

/** How a saga ended, as whoever waited for it learnt. */
export type SagaEnd =
  | { readonly status: 'completed' }
  | { readonly status: 'compensated'; readonly cause: SagaCause }
  /** There is no such saga: never started, or forgotten after its time. */
  | { readonly status: 'unknown' }
  /** It was closed from outside (terminated, say): what it had done stands, and nobody but an operator can tell what that is. */
  | { readonly status: 'brokenOff' };

/** Why there is nothing more to watch; as the statuses of {@link SagaEnd}, both ends in one. */
export type SagaStop = 'ended' | 'unknown' | 'brokenOff';

/** What became of a wish to cancel; `unknown` and `brokenOff` as in {@link SagaEnd}. */
export type CancelOutcome = 'accepted' | 'tooLate' | 'unknown' | 'brokenOff';

/**
 * The sagas of orders: what the API asks of the engine. Every method may throw {@link SagasAwayError}: then nothing is
 * known, also not that nothing happened.
 */
export interface OrderSagas {
  /** Resolves when sagas can be started now, asked in a way that starts nothing. */
  reachable(): Promise<void>;
  /** Resolves once the order's saga is durably started, now or before. Starting it twice starts it once. */
  start(order: OrderIntent): Promise<void>;
  /** How the saga looks now; `undefined` when there is none. One that was broken off needs attention. */
  status(orderId: string): Promise<SagaView | undefined>;
  cancel(orderId: string): Promise<CancelOutcome>;
  /**
   * The saga's looks: how it is now, and again after each change, until it stops; then how. Looks that nobody took in time are
   * left out. Aborting `signal` ends it with the signal's reason.
   */
  watch(orderId: string, signal: AbortSignal): AsyncGenerator<SagaView, SagaStop, void>;
  /** Waits, however long it takes, until the saga has ended or was broken off. */
  ended(orderId: string): Promise<SagaEnd>;
}

/** The engine, or the workers behind it, did not answer. Thrown out of a route it is the 503 that says so. */
export class SagasAwayError extends Problem {
  constructor(cause?: unknown) {
    super({
      status: 503,
      code: 'ORDERS_UNAVAILABLE',
      detail:
        'Orders cannot be worked on at the moment, and whether this request had an effect is not known. Repeat it.',
      headers: { 'Retry-After': '1' },
      cause,
    });
  }
}
