import { setTimeout as delay } from 'node:timers/promises';
import type { OrderFollower } from './order-follower.ts';

/** Waits until an order's ending is recorded, the seconds are over, or nobody wants to know any more. */
export async function waitForEnding(
  follower: OrderFollower,
  orderId: string,
  seconds: number,
  enough: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const timer = delay(seconds * 1000, undefined, { signal: AbortSignal.any([enough, over.signal]) }).catch(
    () => undefined,
  );
  await Promise.race([follower.follow(orderId), timer]);
  over.abort();
}
