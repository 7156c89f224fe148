import type { ServerResponse } from 'node:http';
import type { OrderIntent } from '../orders/order-intent.ts';
import { orderView } from '../orders/order-view.ts';
import { EventStream } from './event-stream.ts';
import type { OrderWatches } from './order-watches.ts';

export interface StreamOrderOptions {
  readonly watches: OrderWatches;
  /** The version that the client saw last. */
  readonly seen: number | undefined;
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
}

/** Milliseconds after which a client has to come back: who listens was asked for a token only once. */
const longest = 3_600_000;

/**
 * Streams an order: as it is now, unless the client has seen that, and again after each change, until it has ended. A client that reads
 * slowly is told of the latest change only. Resolves when the stream is over; the client may come back with the last id.
 */
export async function streamOrder(
  order: OrderIntent,
  response: ServerResponse,
  { watches, seen, stopping }: StreamOrderOptions,
): Promise<void> {
  const stream = new EventStream(response);
  const over = AbortSignal.any([stream.closed, stopping, AbortSignal.timeout(longest)]);
  let wake = () => {};
  const watched = watches.lookOn(order, () => wake());
  const wakeUp = () => wake();
  over.addEventListener('abort', wakeUp);
  try {
    // An id that is later than all that there is was given out by nobody who knows better than the table.
    for (let last = seen === order.version ? seen : 0; ; ) {
      const { order: now, isOver } = watched;
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      // An ending is held back until what its steps came to is known too: who has seen it does not come back for them.
      if (now.version > last && (isOver || now.status === 'PENDING')) {
        last = now.version;
        await stream.send({ id: last, event: 'order', data: JSON.stringify(orderView(now)) }, over);
      }
      if (over.aborted || (isOver && watched.order === now)) break;
      if (watched.order !== now || watched.isOver !== isOver) continue;
      await changed;
    }
  } finally {
    over.removeEventListener('abort', wakeUp);
    watched.leave();
    stream.end();
  }
}
