import type { Pool } from 'pg';
import { checkEventTable } from './check-event-table.ts';
import type { CloudEvent } from './cloud-event.ts';
import { backlogOf, type EventBacklog } from './event-backlog.ts';
import type { EventPublisher } from './event-publisher.ts';
import { type ParkedEvents, parkedEvents } from './parked-events.ts';
import { pause } from './pause.ts';
import { publishRound } from './publish-round.ts';
import { policyOf, type RetryPolicy } from './settle-event.ts';
import { startAndStop } from './start-and-stop.ts';
import { sweepSettled } from './sweep.ts';
import { wakeUp } from './wake-up.ts';
import { workLoop } from './work-loop.ts';

/** What a relay tells of itself, for logs and counters. Each is called at most once a round or an event. */
export interface RelayObserver {
  published?(count: number): void;
  /** One event failed by itself, and is tried later or parked. */
  failed?(event: CloudEvent, error: unknown, became: 'later' | 'parked'): void;
  /** The database or the channel is down; the next try is in `retryIn` milliseconds. */
  down?(error: unknown, retryIn: number): void;
  /** And up again. */
  up?(): void;
}

export interface RelayOptions extends RetryPolicy {
  /** Of the database that holds the outbox. A relay takes two connections, one of them all the time to hear of new events. */
  readonly pool: Pool;
  readonly publisher: EventPublisher;
  /** Milliseconds between two looks when nothing was heard of. Default 1000. */
  readonly pollEvery?: number;
  /** Milliseconds that a publisher has for one event. Default 5000. */
  readonly publishTimeout?: number;
  /** Aggregates that it publishes at once. Default 50. */
  readonly aggregates?: number;
  /** Milliseconds for which events that were published are kept, for looking into. Default one hour. */
  readonly keepFor?: number;
  /** Milliseconds between two removals of old events. Default one minute. */
  readonly sweepEvery?: number;
  readonly observer?: RelayObserver;
}

export interface Relay {
  /** @throws EventTablesMissingError */
  start(): Promise<void>;
  /** Waits for the events in work, for `publishTimeout` at most, and gives the connections back. Nothing is lost: what was not published waits. */
  stop(): Promise<void>;
  backlog(): Promise<EventBacklog>;
  readonly parked: ParkedEvents;
}

/**
 * Publishes what an outbox holds: each event at least once, those of one aggregate in the order of their commits. Run as many as you
 * like, in your service's process or in one of their own.
 *
 * An event that fails by itself, `tries` times, is parked with all later ones of its aggregate; the others go on. While the channel is
 * down nothing is counted and nothing parked.
 *
 * @example
 * ```ts
 * const events = relay({ pool, publisher: postgresFeed(pool) });
 * await events.start();
 * process.once('SIGTERM', () => events.stop());
 * ```
 */
export function relay(options: RelayOptions): Relay {
  const { pool, publisher, observer = {}, keepFor = 3_600_000, sweepEvery = 60_000 } = options;
  const { pollEvery = 1_000, publishTimeout = 5_000, aggregates = 50 } = options;
  const policy = policyOf(options);

  return {
    parked: parkedEvents(pool, 'saga_outbox'),
    backlog: () => backlogOf(pool, 'saga_outbox'),
    ...startAndStop(async () => {
      await checkEventTable(pool, 'saga_outbox');
      const notices = wakeUp(pool, 'saga_outbox');
      let seen = notices.heard;
      const onFailure = (error: unknown, retryIn: number): void => observer.down?.(error, retryIn);
      const publishing = workLoop({
        async work(signal) {
          seen = notices.heard;
          const round = await publishRound({ pool, publisher, policy, aggregates, publishTimeout, signal });
          if (round.published > 0) observer.published?.(round.published);
          for (const { row, error, became } of round.failed) observer.failed?.(row.event as CloudEvent, error, became);
          if (round.down !== undefined) throw round.down.error;
          return round.published > 0 ? 'more' : 'none';
        },
        rest: (signal) => notices.after(seen, pollEvery, signal),
        onFailure,
        onRecovery: () => observer.up?.(),
      });
      const sweeping = workLoop({
        async work() {
          await sweepSettled(pool, 'saga_outbox', keepFor);
          await publisher.sweep?.();
          return 'none';
        },
        rest: (signal) => pause(sweepEvery, signal),
        onFailure,
      });
      return async () => {
        await Promise.all([publishing.stop(), sweeping.stop(), notices.close()]);
      };
    }),
  };
}
