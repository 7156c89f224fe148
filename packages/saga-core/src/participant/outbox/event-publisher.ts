import type { Transaction } from '../transaction.ts';
import type { CloudEvent } from './cloud-event.ts';

/**
 * A channel that events leave through: what a relay needs of a broker. `postgresFeed` and `rabbitPublisher` are two.
 *
 * @example
 * ```ts
 * const printer: EventPublisher = { publish: async (event) => console.log(event), ready: async () => {} };
 * ```
 */
export interface EventPublisher {
  /**
   * Resolves when the channel has the event for good. Events of one aggregate come one after the other, those of several at once.
   * `tx` is the transaction in which the event is marked as sent afterwards; a channel in the same database may write in it.
   *
   * @throws EventRejectedError when the channel works and will never take this event; anything else when it is not known.
   */
  publish(event: CloudEvent, tx: Transaction): Promise<void>;
  /** Resolves when the channel works, connecting anew if need be. Rejects when it is down: then no failure is held against an event. */
  ready(): Promise<void>;
  /** Called now and then to remove what the channel no longer needs. */
  sweep?(): Promise<void>;
}
