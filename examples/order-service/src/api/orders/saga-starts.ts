import type { Pool } from 'pg';
import { type OrderIntent, type OrderIntentRow, orderIntentOf } from './order-intent.ts';

/**
 * The part of the table that says whether an order's saga was started.
 *
 * Two things are kept apart. Who is at work on a start (`starting_until`) is only a courtesy: starting twice is harmless,
 * as a saga's id comes from the order's. Whether a start was ever sent (`start_attempts`) is what safety rests on: it is
 * written before the start is sent, so an order that has none can be cancelled here and now, whoever was paused meanwhile.
 */
export class SagaStarts {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Takes on the start of one order; `undefined` while somebody else is at it, or when there is nothing left to start. */
  async claim(orderId: string): Promise<OrderIntent | undefined> {
    return this.#one(
      `update order_intents set starting_until = clock_timestamp() + interval '5 seconds'
       where order_id = $1 and started_at is null and terminal_at is null
         and (starting_until is null or starting_until < clock_timestamp()) returning *`,
      [orderId],
    );
  }

  /** Takes on the starts that nobody is at, oldest first. Several instances can ask at once: each gets others. */
  async claimSome(limit: number): Promise<OrderIntent[]> {
    return this.#all(
      `update order_intents set starting_until = clock_timestamp() + interval '5 seconds'
       where order_id in (
         select order_id from order_intents
         where started_at is null and terminal_at is null and (starting_until is null or starting_until < clock_timestamp())
         order by created_at limit $1 for update skip locked
       ) returning *`,
      [limit],
    );
  }

  /** Gives a start up that did not succeed, so that the next one need not wait. */
  async giveUp(orderId: string): Promise<void> {
    await this.#pool.query('update order_intents set starting_until = null where order_id = $1', [orderId]);
  }

  /** Writes down that a start will now be sent. `undefined` when it must not be: the order started or ended meanwhile. */
  async beginAttempt(orderId: string): Promise<OrderIntent | undefined> {
    return this.#one(
      `update order_intents set start_attempts = start_attempts + 1
       where order_id = $1 and started_at is null and terminal_at is null returning *`,
      [orderId],
    );
  }

  /**
   * Records that the saga is durably started. `undefined` when the customer asked to cancel meanwhile and the saga was
   * not told yet: then that comes first, or the wish would be forgotten.
   */
  async recordStarted(orderId: string, { cancelSent }: { cancelSent: boolean }): Promise<OrderIntent | undefined> {
    return this.#one(
      `update order_intents set started_at = coalesce(started_at, clock_timestamp()), starting_until = null,
         followed_until = clock_timestamp() + interval '30 seconds'
       where order_id = $1 and (cancel_requested_at is null or $2) returning *`,
      [orderId, cancelSent],
    );
  }

  /** Ends an order for which no start was ever sent. `undefined` when one was or may have been. */
  async cancelUnattempted(orderId: string, sagaJson: string): Promise<OrderIntent | undefined> {
    return this.#one(
      `update order_intents set status = 'CANCELLED', terminal_at = clock_timestamp(), saga = $2, saga_final = true,
         cancel_requested_at = clock_timestamp()
       where order_id = $1 and start_attempts = 0 and started_at is null and terminal_at is null returning *`,
      [orderId, sagaJson],
    );
  }

  /** Remembers that the customer wants an order cancelled of which it is not known whether it has started. */
  async requestCancel(orderId: string): Promise<void> {
    await this.#pool.query(
      `update order_intents set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp())
       where order_id = $1 and started_at is null and terminal_at is null`,
      [orderId],
    );
  }

  async #one(sql: string, values: readonly unknown[]): Promise<OrderIntent | undefined> {
    const [intent] = await this.#all(sql, values);
    return intent;
  }

  async #all(sql: string, values: readonly unknown[]): Promise<OrderIntent[]> {
    const { rows } = await this.#pool.query<OrderIntentRow>(sql, [...values]);
    return rows.map(orderIntentOf);
  }
}
