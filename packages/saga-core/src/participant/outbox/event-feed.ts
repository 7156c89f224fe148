import type { CloudEvent } from './cloud-event.ts';

/** Events in the order in which they were published, to be read from any place on. */
export interface EventFeed {
  /**
   * Gives what comes after a position, at most `limit` events, and waits up to `wait` milliseconds if there is nothing yet.
   * Without a position it begins with the oldest event that is kept.
   *
   * @throws FeedPositionLostError when events after the position have been removed, or the feed never was that far
   */
  read(from: FeedReading): Promise<FeedPage>;
}

export interface FeedReading {
  /** The `position` of the page before. Opaque: only the feed that gave it can read it. `latest`: the newest end, at once. */
  readonly after?: string;
  /** 1 to 500. Default 100. */
  readonly limit?: number;
  /** Default 0. */
  readonly wait?: number;
  readonly signal?: AbortSignal;
}

export interface FeedPage {
  readonly events: readonly CloudEvent[];
  /** Where to read on; `undefined` when nothing was ever published. */
  readonly position?: string;
}
