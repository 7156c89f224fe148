import type { Following, FollowObserver } from '../inbox/follow-feed.ts';
import type { CloudEvent } from '../outbox/cloud-event.ts';
import type { EventFeed } from '../outbox/event-feed.ts';
import { FeedPositionLostError } from '../outbox/feed-position-lost-error.ts';
import { pause } from '../outbox/pause.ts';
import { workLoop } from '../outbox/work-loop.ts';

export interface FollowRepliesOptions {
  readonly feed: EventFeed;
  /** Given each event that comes, and given it again, with none of the others, when it throws; so it may throw only what passes: `(event) => completeByReply(client.activity, event)`. */
  readonly complete: (event: CloudEvent) => Promise<unknown>;
  /** Milliseconds for which the feed is asked to wait for an event. Default 20 seconds. */
  readonly wait?: number;
  readonly observer?: FollowObserver;
}

/**
 * Follows a participant's feed for replies, from its newest end on and without a position that outlives this process: a reply that is
 * missed is asked for again by the attempt that follows. All workers see all replies, and those that are not theirs find nobody.
 *
 * @example
 * ```ts
 * const replies = followReplies({ feed: httpFeed({ url }), complete: (event) => completeByReply(client.activity, event) });
 * ```
 */
export function followReplies({ feed, complete, wait = 20_000, observer = {} }: FollowRepliesOptions): Following {
  const stopping = new AbortController();
  let position = 'latest';
  let next = position;
  /** Of the last page, what is still to be completed: the position stays until nothing is. */
  let waiting: readonly CloudEvent[] = [];
  async function completeWaiting(): Promise<void> {
    const events = waiting;
    const ended = await Promise.allSettled(events.map(async (event) => complete(event)));
    waiting = events.filter((_, index) => ended[index]?.status === 'rejected');
    const failed = ended.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    position = next;
  }
  const loop = workLoop({
    async work() {
      if (waiting.length > 0) {
        await completeWaiting();
        return 'more';
      }
      const asked = performance.now();
      const isFirst = position === 'latest';
      const page = await feed.read({ after: position, wait, signal: stopping.signal }).catch((error: unknown) => {
        // What came in between is asked for again.
        if (error instanceof FeedPositionLostError) position = 'latest';
        throw error;
      });
      waiting = page.events;
      next = page.position ?? position;
      await completeWaiting();
      if (page.events.length > 0) observer.received?.(page.events.length);
      return page.events.length === 0 && !isFirst && performance.now() - asked < wait / 2 ? 'none' : 'more';
    },
    rest: (signal) => pause(250, signal),
    onFailure: (error, retryIn) => observer.down?.(error, retryIn),
    onRecovery: () => observer.up?.(),
  });
  return {
    async stop() {
      stopping.abort();
      await loop.stop();
    },
  };
}
