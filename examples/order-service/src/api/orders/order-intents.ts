import type { Pool } from 'pg';
import type { SagaStatus, SagaView } from 'saga-core/client';
import type { OrderEnding } from '../../saga/order-ending.ts';
import {
  type NewOrderIntent,
  type OrderIntent,
  type OrderIntentRow,
  type OrderStatus,
  orderIntentOf,
} from './order-intent.ts';
import type { PagePlace } from './order-page.ts';

/** Which orders of a customer to list. */
export interface ListOrdersOptions extends PagePlace {
  readonly status?: OrderStatus;
}

/** Which sagas to list. */
export interface ListSagasOptions extends PagePlace {
  readonly status?: SagaStatus;
}

/** Told how an order ended, and how many seconds after its saga's start. */
export type OnEnding = (ending: OrderStatus, seconds: number) => void;

/** The orders that this API accepted, in its own table: what was asked for, and how it ended. */
export class OrderIntents {
  readonly #pool: Pool;
  readonly #ended: OnEnding;

  /** `ended` is called for each ending that this very instance recorded. */
  constructor(pool: Pool, ended: OnEnding = () => undefined) {
    this.#pool = pool;
    this.#ended = ended;
  }

  /** Saves an intent. `undefined` when this customer has used the key before: then nothing is saved. */
  async save(intent: NewOrderIntent): Promise<OrderIntent | undefined> {
    return this.#one(
      `insert into order_intents (order_id, customer_id, idempotency_key, request_fingerprint, lines, total, currency,
         payment_method, shipping_address, starting_until)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp() + interval '5 seconds')
       on conflict (customer_id, idempotency_key) do nothing returning *`,
      [
        intent.orderId,
        intent.customerId,
        intent.idempotencyKey,
        intent.requestFingerprint,
        JSON.stringify(intent.lines),
        intent.total,
        intent.currency,
        intent.paymentMethod,
        intent.shippingAddress === undefined ? null : JSON.stringify(intent.shippingAddress),
      ],
    );
  }

  /** The order that a customer's key stands for. */
  async findByKey(customerId: string, key: string): Promise<OrderIntent | undefined> {
    return this.#one('select * from order_intents where customer_id = $1 and idempotency_key = $2', [customerId, key]);
  }

  /** A customer's own order. Another customer's is as unknown as none. */
  async findOwn(orderId: string, customerId: string): Promise<OrderIntent | undefined> {
    return this.#one('select * from order_intents where order_id = $1 and customer_id = $2', [orderId, customerId]);
  }

  /** Any order that was accepted. */
  async find(orderId: string): Promise<OrderIntent | undefined> {
    return this.#one('select * from order_intents where order_id = $1', [orderId]);
  }

  /** A customer's orders, newest first. */
  async listOwn(customerId: string, { status, limit, after }: ListOrdersOptions): Promise<OrderIntent[]> {
    return this.#all(
      `select * from order_intents
       where customer_id = $1 and ($2::text is null or status = $2)
         and ($3::timestamptz is null or (created_at, order_id) < ($3, $4::uuid))
       order by created_at desc, order_id desc limit $5`,
      [customerId, status ?? null, after?.createdAt ?? null, after?.orderId ?? null, limit],
    );
  }

  /**
   * Remembers how an open order's saga looks now. `version` is the order's from before the saga was asked: if it has
   * changed since, somebody else may have seen a later look, and nothing is written.
   *
   * @returns the order as it is then; `undefined` when nothing was written.
   */
  async rememberSaga(orderId: string, saga: SagaView, version: number): Promise<OrderIntent | undefined> {
    return this.#one(
      `update order_intents set saga = $2
       where order_id = $1 and version = $3 and not saga_final and terminal_at is null returning *`,
      [orderId, JSON.stringify(saga), version],
    );
  }

  /**
   * Records how an order ended. The first ending wins. The saga's view is kept along with it, and once more when a
   * final one comes later.
   */
  async recordEnding(orderId: string, ending: OrderEnding, saga: SagaView, sagaFinal: boolean): Promise<void> {
    const failure = ending.status === 'FAILED' ? JSON.stringify(ending.failure) : null;
    // Of several instances that record the same ending, the row's lock lets exactly one see it open.
    const { rows } = await this.#pool.query<{ was_open: boolean; seconds: number }>(
      `with before as (
         select terminal_at is null as was_open from order_intents where order_id = $1 for update
       )
       update order_intents set
         status = case when terminal_at is null then $2 else status end,
         failure = case when terminal_at is null then $3::jsonb else failure end,
         terminal_at = coalesce(terminal_at, clock_timestamp()),
         saga = $4, saga_final = $5
       from before
       where order_id = $1 and not saga_final and (terminal_at is null or $5)
       returning was_open, extract(epoch from terminal_at - coalesce(started_at, created_at))::float8 as seconds`,
      [orderId, ending.status, failure, JSON.stringify(saga), sagaFinal],
    );
    for (const { was_open, seconds } of rows) if (was_open) this.#ended(ending.status, seconds);
  }

  /** Ids of open orders whose saga has started and whose ending nobody else is expected to record, oldest first. */
  async openOrders(limit: number, except: readonly string[], whoever: boolean): Promise<string[]> {
    const { rows } = await this.#pool.query<{ order_id: string }>(
      `select order_id from order_intents
       where started_at is not null and terminal_at is null and order_id <> all ($2::uuid[])
         and ($3 or followed_until is null or followed_until < clock_timestamp())
       order by created_at limit $1`,
      [limit, except, whoever],
    );
    return rows.map((row) => row.order_id);
  }

  /** Which of these orders have another version than the one given. */
  async changedSince(versions: ReadonlyMap<string, number>): Promise<OrderIntent[]> {
    return this.#all(
      `select o.* from unnest($1::uuid[], $2::integer[]) as known (order_id, version)
       join order_intents o on o.order_id = known.order_id and o.version <> known.version`,
      [[...versions.keys()], [...versions.values()]],
    );
  }

  /** All orders, of whatever customer, by their saga: newest first. */
  async listSagas({ status, limit, after }: ListSagasOptions): Promise<OrderIntent[]> {
    const place = [after?.createdAt ?? null, after?.orderId ?? null, limit];
    const rest = `($1::timestamptz is null or (created_at, order_id) < ($1, $2::uuid))
       order by created_at desc, order_id desc limit $3`;
    if (status === undefined) return this.#all(`select * from order_intents where ${rest}`, place);
    return this.#all(`select * from order_intents where saga_status = $4 and ${rest}`, [...place, status]);
  }

  /**
   * Open orders whose saga nobody has looked after for a while, the longest first: a few seconds at first, a tenth of the
   * order's age later, a minute at most. Several instances can ask at once: each gets others.
   */
  async takeUnlooked(limit: number): Promise<OrderIntent[]> {
    return this.#all(
      `update order_intents set looked_at = clock_timestamp()
       where order_id in (
         select order_id from order_intents
         where started_at is not null and terminal_at is null
           and coalesce(looked_at, started_at) + greatest(interval '3 seconds', least(interval '1 minute',
             (coalesce(looked_at, started_at) - started_at) / 10)) < clock_timestamp()
         order by coalesce(looked_at, started_at) limit $1 for update skip locked
       ) returning *`,
      [limit],
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
