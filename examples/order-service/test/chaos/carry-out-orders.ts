import { setTimeout as delay } from 'node:timers/promises';
import { SagaCompensatedError, type SagaHandle, SagaUnavailableError } from 'saga-core/client';
import type { AuditedOrder } from '../../src/audit/audit-facts.ts';
import { endingOfCause } from '../../src/saga/order-ending.ts';
import { type ChaosOrder, totalOf } from './chaos-order.ts';

/** An order that has ended, or did not in time. */
export interface CarriedOutOrder extends AuditedOrder {
  /** What its customer was answered who wanted to cancel it. */
  readonly isCancelAccepted?: boolean;
}

export interface CarryOutOptions {
  readonly orders: readonly ChaosOrder[];
  /** How many are in flight at once. */
  readonly atOnce: number;
  readonly start: (order: ChaosOrder) => Promise<SagaHandle<unknown>>;
  /** Resolves when the order is to be cancelled. */
  readonly cancelTime: (sagaId: string, call: number) => Promise<void>;
}

/** Whoever needs longer is not late but stuck. */
const patienceMilliseconds = 180_000;

/** Starts the orders' sagas and follows each to its end, some of them cancelled by their customers meanwhile. */
export async function carryOutOrders({ orders, atOnce, ...how }: CarryOutOptions): Promise<readonly CarriedOutOrder[]> {
  const waiting = [...orders].reverse();
  const done: CarriedOutOrder[] = [];
  const inTurn = async () => {
    for (let order = waiting.pop(); order !== undefined; order = waiting.pop()) done.push(await carryOut(order, how));
  };
  await Promise.all(Array.from({ length: atOnce }, inTurn));
  return done;
}

async function carryOut(
  order: ChaosOrder,
  { start, cancelTime }: Pick<CarryOutOptions, 'start' | 'cancelTime'>,
): Promise<CarriedOutOrder> {
  const { input, sagaId, cancelAtCall } = order;
  const handle = await start(order);
  const patience = new AbortController();
  const ended = Promise.race([
    endOf(handle),
    delay(patienceMilliseconds, 'PENDING' as const, { signal: patience.signal }).catch(() => 'PENDING' as const),
  ]);
  let isCancelAccepted: boolean | undefined;
  const cancelled =
    cancelAtCall === undefined
      ? ended
      : cancelTime(sagaId, cancelAtCall).then(async () => {
          isCancelAccepted = await answerOfCancel(handle);
        });
  // A saga that ends before it has made so many calls is not cancelled.
  await Promise.race([ended, cancelled]);
  const status = await ended;
  patience.abort();
  return {
    id: input.orderId,
    customerId: input.customerId,
    status,
    hasEnded: status !== 'PENDING',
    total: totalOf(input),
    lines: input.items,
    ...(isCancelAccepted !== undefined && { isCancelAccepted }),
  };
}

async function endOf(handle: SagaHandle<unknown>): Promise<AuditedOrder['status']> {
  try {
    await handle.result();
    return 'CONFIRMED';
  } catch (error) {
    if (error instanceof SagaCompensatedError) return endingOfCause(error.sagaCause).status;
    throw error;
  }
}

/** Without an answer nothing is known, so it is asked again. */
async function answerOfCancel(handle: SagaHandle<unknown>): Promise<boolean> {
  for (;;) {
    try {
      return (await handle.cancel()).accepted;
    } catch (error) {
      if (!(error instanceof SagaUnavailableError)) throw error;
    }
  }
}
