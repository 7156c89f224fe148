import { randomUUID } from 'node:crypto';
import type { Transaction } from '../transaction.ts';
import { type CloudEvent, readCloudEvent } from './cloud-event.ts';
import { EventMalformedError } from './event-malformed-error.ts';

/** An event that is to be told. */
export interface NewEvent {
  /** What happened, such as `order.created`. */
  readonly type: string;
  /** The id of what it happened to. Its events are published in the order in which they were committed. */
  readonly aggregate: string;
  /** JSON. It goes to many: nothing secret, and nothing personal that not all of them need. */
  readonly data: unknown;
  /** Default: a random UUID. Give one that follows from the effect where the same effect might be written twice. */
  readonly id?: string;
  /** Default: now. */
  readonly time?: Date;
  /** The W3C trace context of the request that caused it, for whoever handles it to continue. */
  readonly trace?: { readonly traceparent: string; readonly tracestate?: string };
}

export interface Outbox {
  /**
   * Writes an event in a transaction of yours: it will be published if that commits, and never was there if not. Gives the event
   * as it will be sent.
   *
   * It holds the aggregate's place in line until the transaction ends; a transaction that tells of several aggregates should
   * always take them in the same order, or PostgreSQL may have to break a deadlock.
   *
   * @throws EventMalformedError for data that is no JSON, and for attributes that CloudEvents does not allow
   */
  publish(tx: Transaction, event: NewEvent): Promise<CloudEvent>;
}

export interface OutboxOptions {
  /** Who tells: a URI reference that is this service's alone, such as `/order-service`. */
  readonly source: string;
}

// The lock comes before the row gets its id, so that ids of an aggregate are in the order of the commits. A notice that is sent in a
// transaction is delivered at its commit, and several equal ones as one.
const write = `WITH turn AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtextextended('saga_outbox ' || $1 || ' ' || $3, 0))
  ), written AS (
    INSERT INTO saga_outbox (source, event_id, aggregate, event) SELECT $1, $2, $3, $4::json FROM turn RETURNING 1
  )
  SELECT pg_notify('saga_outbox', '') FROM turn`;

/**
 * Tells the world what a transaction did, without a second system in the transaction: the event is a row beside the effect, and a
 * `relay` publishes it afterwards. The table is `outboxSchema`.
 *
 * Source: microservices.io, pattern "Transactional outbox".
 *
 * @example
 * ```ts
 * const events = outbox({ source: '/order-service' });
 * await tx.query('UPDATE orders SET status = $2 WHERE id = $1', [orderId, 'CONFIRMED']);
 * await events.publish(tx, { type: 'order.confirmed', aggregate: orderId, data: { orderId } });
 * ```
 */
export function outbox({ source }: OutboxOptions): Outbox {
  return {
    async publish(tx, { type, aggregate, data, id = randomUUID(), time = new Date(), trace }) {
      const json = toJson({
        specversion: '1.0',
        id,
        source,
        type,
        subject: aggregate,
        time: time.toISOString(),
        datacontenttype: 'application/json',
        ...(trace?.traceparent !== undefined && { traceparent: trace.traceparent }),
        ...(trace?.tracestate !== undefined && { tracestate: trace.tracestate }),
        data,
      });
      // As its readers will read it: what is written here and refused there would stop them.
      const event = readCloudEvent(JSON.parse(json));
      await tx.query(write, [source, id, aggregate, json]);
      return event;
    },
  };
}

function toJson(event: CloudEvent): string {
  try {
    return JSON.stringify(event);
  } catch (cause) {
    throw new EventMalformedError('Its `data` is not JSON: give plain objects, without cycles and bigints.', { cause });
  }
}
