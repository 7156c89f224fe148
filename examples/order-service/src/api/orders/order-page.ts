import { apiProblem } from '../problems/api-problem.ts';
import { type OrderCursor, readOrderCursor, writeOrderCursor } from './order-cursor.ts';
import type { OrderIntent } from './order-intent.ts';

/** Where to begin, and how many to give at most. */
export interface PagePlace {
  readonly limit: number;
  readonly after?: OrderCursor;
}

/** A page of orders. */
export interface OrderPage {
  readonly orders: readonly OrderIntent[];
  /** For the next page; null on the last. */
  readonly nextCursor: string | null;
}

/**
 * The page that a list's `limit` and `cursor` ask for, of what `find` finds, newest first.
 *
 * @throws Problem 400 `INVALID_CURSOR` for a cursor that no page gave out.
 */
export async function orderPage(
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  find: (place: PagePlace) => Promise<readonly OrderIntent[]>,
): Promise<OrderPage> {
  const after = cursor === undefined ? undefined : readOrderCursor(cursor);
  if (cursor !== undefined && after === undefined) throw apiProblem('INVALID_CURSOR');
  // One more than asked for tells whether there is a next page.
  const found = await find({ limit: limit + 1, ...(after !== undefined && { after }) });
  const orders = found.slice(0, limit);
  const last = orders.at(-1);
  return { orders, nextCursor: found.length > limit && last !== undefined ? writeOrderCursor(last) : null };
}
