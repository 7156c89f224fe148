import type { ReserveArgument } from '@saga/activities';
import type { PoolClient } from 'pg';
import { addedUp, refuseShortage, refuseUnlessReserved } from './reservation.ts';
import {
  insertReservation,
  lockAvailable,
  lockReservation,
  moveStock,
  setReservationStatus,
} from './stock-repository.ts';

export interface ReserveOptions extends ReserveArgument {
  readonly reservationId: string;
  /** The call's key, for the ledger. */
  readonly key: string;
}

/** Sets all of an order's items aside, or refuses and leaves the stock as it is. */
export async function reserve(tx: PoolClient, { orderId, items, reservationId, key }: ReserveOptions): Promise<void> {
  const lines = addedUp(items);
  await insertReservation(tx, orderId, reservationId);
  refuseShortage(lines, await lockAvailable(tx, lines));
  await moveStock(tx, orderId, 'reserved', lines, key);
}

/** Puts an order's reserved items back. */
export async function release(tx: PoolClient, orderId: string, key: string): Promise<void> {
  await settle(tx, orderId, 'RELEASED', key);
}

/** An order's reserved items are sold. */
export async function commit(tx: PoolClient, orderId: string, key: string): Promise<void> {
  await settle(tx, orderId, 'SOLD', key);
}

async function settle(tx: PoolClient, orderId: string, status: 'RELEASED' | 'SOLD', key: string): Promise<void> {
  const { status: current, lines } = await lockReservation(tx, orderId);
  refuseUnlessReserved(current);
  await lockAvailable(tx, lines);
  await setReservationStatus(tx, orderId, status);
  await moveStock(tx, orderId, status === 'SOLD' ? 'sold' : 'released', lines, key);
}
