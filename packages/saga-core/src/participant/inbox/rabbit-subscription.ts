import type { Pool } from 'pg';
import { inTransaction } from '../in-transaction.ts';
import type { Following } from './follow-feed.ts';
import type { Inbox } from './inbox.ts';
import { type RabbitConsumerOptions, rabbitConsumer } from './rabbit-consumer.ts';

export interface RabbitSubscriptionOptions extends Omit<RabbitConsumerOptions, 'take' | 'ordered'> {
  readonly inbox: Pick<Inbox, 'receive'>;
  /** Of the inbox's database. */
  readonly pool: Pool;
}

/**
 * Brings a queue's events into an inbox, in their order. A message is acknowledged when the database has its event for good, so that
 * none is lost; one that comes again is a duplicate, which the inbox knows.
 *
 * @example
 * ```ts
 * const subscription = rabbitSubscription({ connect: () => amqp.connect(url), queue: 'notification', bindings: ['order.*'], inbox: events, pool });
 * ```
 */
export function rabbitSubscription({ inbox, pool, ...options }: RabbitSubscriptionOptions): Following {
  return rabbitConsumer({
    ...options,
    take: async (event) => {
      const received = await inTransaction(pool, async (tx) => ({
        keep: true,
        answer: await inbox.receive(tx, [event]),
      }));
      if (received > 0) options.observer?.received?.(received);
    },
  });
}
