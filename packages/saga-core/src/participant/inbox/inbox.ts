import type { Pool, PoolClient } from 'pg';
import { checkEventTable } from '../outbox/check-event-table.ts';
import type { CloudEvent } from '../outbox/cloud-event.ts';
import { backlogOf, type EventBacklog } from '../outbox/event-backlog.ts';
import { type ParkedEvents, parkedEvents } from '../outbox/parked-events.ts';
import { pause } from '../outbox/pause.ts';
import { policyOf, type RetryPolicy } from '../outbox/settle-event.ts';
import { startAndStop } from '../outbox/start-and-stop.ts';
import { sweepSettled } from '../outbox/sweep.ts';
import { wakeUp } from '../outbox/wake-up.ts';
import { workLoop } from '../outbox/work-loop.ts';
import type { Transaction } from '../transaction.ts';
import { handleEvent } from './handle-event.ts';
import { storeEvents } from './store-events.ts';

/** What an inbox tells of itself, for logs and counters. */
export interface InboxObserver {
  handled?(event: CloudEvent): void;
  /** The handler failed; the event is tried later or parked. */
  failed?(event: CloudEvent, error: unknown, became: 'later' | 'parked'): void;
  /** The database is down; the next try is in `retryIn` milliseconds. */
  down?(error: unknown, retryIn: number): void;
  up?(): void;
}

export interface InboxOptions extends RetryPolicy {
  /** Of the database that the effects are in. An inbox takes one connection per event in work, and one to hear of new ones. */
  readonly pool: Pool;
  /**
   * Does what an event asks for, in the transaction that remembers the event as handled: write with `tx`, and the effect happens once.
   * What it does elsewhere (a mail) may happen again, should this process die before the commit; send the event's id along as its key.
   */
  readonly handle: (tx: PoolClient, event: CloudEvent) => Promise<void>;
  /** Types that are stored; others are passed over. Default: all. */
  readonly types?: readonly string[];
  /** Events handled at once, of different aggregates. Default 4. */
  readonly atOnce?: number;
  /** Milliseconds between two looks when nothing was heard of. Default 1000. */
  readonly pollEvery?: number;
  /**
   * Milliseconds for which a handled event is remembered. A duplicate that comes even later would be handled again, so this must be
   * longer than a relay or a broker may be away. Default 30 days.
   */
  readonly keepFor?: number;
  /** Milliseconds between two removals of old events. Default one minute. */
  readonly sweepEvery?: number;
  readonly observer?: InboxObserver;
}

export interface Inbox {
  /** Stores events that came, in their order, within a transaction of yours; gives how many were new. After your commit the sender may forget them. */
  receive(tx: Transaction, events: readonly CloudEvent[]): Promise<number>;
  /** Begins to handle what is stored. @throws EventTablesMissingError */
  start(): Promise<void>;
  /** Ends what is in work, and gives the connections back. */
  stop(): Promise<void>;
  backlog(): Promise<EventBacklog>;
  readonly parked: ParkedEvents;
}

/**
 * Where a consumer's events arrive: stored first, each once by its source and id, and handled from there, those of one aggregate in
 * the order in which they came. An event whose handler fails `tries` times is parked with all later ones of its aggregate.
 * The tables are `inboxSchema`. Fill it by `followFeed` or `rabbitSubscription`.
 *
 * Source: microservices.io, pattern "Idempotent Consumer".
 *
 * @example
 * ```ts
 * const events = inbox({ pool, handle: async (tx, event) => {
 *   await tx.query('INSERT INTO notifications (event_id, kind) VALUES ($1, $2)', [event.id, event.type]);
 * } });
 * await events.start();
 * ```
 */
export function inbox(options: InboxOptions): Inbox {
  const { pool, handle, types, atOnce = 4, pollEvery = 1_000, sweepEvery = 60_000, observer = {} } = options;
  const { keepFor = 30 * 86_400_000 } = options;
  const policy = policyOf(options);

  return {
    parked: parkedEvents(pool, 'saga_inbox'),
    backlog: () => backlogOf(pool, 'saga_inbox'),
    receive: (tx, events) => storeEvents(tx, types ? events.filter(({ type }) => types.includes(type)) : events),
    ...startAndStop(async () => {
      await checkEventTable(pool, 'saga_inbox');
      const notices = wakeUp(pool, 'saga_inbox');
      const onFailure = (error: unknown, retryIn: number): void => observer.down?.(error, retryIn);
      const handling = Array.from({ length: atOnce }, () => {
        let seen = notices.heard;
        return workLoop({
          async work() {
            seen = notices.heard;
            const handled = await handleEvent(pool, handle, policy);
            if (handled.outcome === 'none') return 'none';
            if (handled.outcome === 'handled') observer.handled?.(handled.event);
            else observer.failed?.(handled.event, handled.error, handled.outcome);
            return 'more';
          },
          rest: (signal) => notices.after(seen, pollEvery, signal),
          onFailure,
          onRecovery: () => observer.up?.(),
        });
      });
      const sweeping = workLoop({
        async work() {
          await sweepSettled(pool, 'saga_inbox', keepFor);
          return 'none';
        },
        rest: (signal) => pause(sweepEvery, signal),
        onFailure,
      });
      return async () => {
        await Promise.all([...handling, sweeping].map((loop) => loop.stop()).concat(notices.close()));
      };
    }),
  };
}
