import type { Channel, ConsumeMessage } from 'amqplib';
import type { Pool } from 'pg';
import { inTransaction } from '../in-transaction.ts';
import { type CloudEvent, readCloudEvent } from '../outbox/cloud-event.ts';
import { EventMalformedError } from '../outbox/event-malformed-error.ts';
import { type ConnectRabbit, rabbitLink } from '../outbox/rabbit-connection.ts';
import { workLoop } from '../outbox/work-loop.ts';
import type { Following, FollowObserver } from './follow-feed.ts';
import type { Inbox } from './inbox.ts';

export interface RabbitSubscriptionOptions {
  /** `() => amqp.connect(url)` of amqplib, without its own recovery: the subscription connects again when it has to. */
  readonly connect: ConnectRabbit;
  /** The publisher's exchange. Default `saga.events`. */
  readonly exchange?: string;
  /** The consumer's durable queue, one name for all its replicas. Letters that are no events go to `<queue>.dead`. */
  readonly queue: string;
  /** Routing keys that the queue is bound by, such as `order.*`. */
  readonly bindings: readonly string[];
  readonly inbox: Inbox;
  /** Of the inbox's database. */
  readonly pool: Pool;
  readonly observer?: FollowObserver & {
    /** A message that is no event was sent to `<queue>.dead`. */
    malformed?(error: EventMalformedError): void;
  };
}

/**
 * Brings a queue's events into an inbox. A message is acknowledged when the database has its event for good, so that none is lost;
 * one that comes again is a duplicate, which the inbox knows. The queue has a *single active consumer*: a second replica takes over
 * when the first is gone, and the order is kept.
 *
 * Source: RabbitMQ's guides "Single Active Consumer" and "Dead Letter Exchanges".
 *
 * @example
 * ```ts
 * const subscription = rabbitSubscription({ connect: () => amqp.connect(url), queue: 'notification', bindings: ['order.*'], inbox: events, pool });
 * ```
 */
export function rabbitSubscription(options: RabbitSubscriptionOptions): Following {
  const { connect, exchange = 'saga.events', queue, bindings, inbox, pool, observer = {} } = options;
  // Only this many messages are under way: fewer are repeated after a loss.
  const prefetch = 100;
  const stopping = new AbortController();
  const link = rabbitLink(connect, async (model, lost) => {
    const channel = await model.createChannel();
    let fail: (error: Error) => void = () => {};
    const broken = new Promise<never>((_, reject) => {
      fail = reject;
    });
    broken.catch(lost);
    channel.on('error', fail).on('close', () => fail(new Error('The channel to RabbitMQ was closed.')));
    await declare(channel, { exchange, queue, bindings });
    await channel.prefetch(prefetch);
    return { channel, broken, fail };
  });

  const stopped = new Promise<'stopped'>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  const loop = workLoop({
    async work() {
      const opened = await Promise.race([link.opened(), stopped]);
      if (opened === 'stopped') return 'none';
      const { channel, broken, fail } = opened;
      // One after the other, in the order in which they came.
      let turn = Promise.resolve();
      const { consumerTag } = await channel.consume(queue, (message) => {
        if (message === null) return fail(new Error(`RabbitMQ cancelled the subscription to ${queue}.`));
        turn = turn.then(() => take(channel, message));
        // Nothing is taken after one that failed: it comes again first.
        turn.catch(fail);
      });
      observer.up?.();
      try {
        await Promise.race([stopped, broken]);
      } catch (error) {
        // What was not acknowledged goes back to the queue, in its place.
        await link.drop();
        throw error;
      }
      await channel.cancel(consumerTag);
      await turn.catch(() => undefined);
      return 'none';
    },
    rest: async () => {},
    onFailure: (error, retryIn) => observer.down?.(error, retryIn),
  });

  async function take(channel: Channel, message: ConsumeMessage): Promise<void> {
    const event = eventOf(message);
    if (event instanceof EventMalformedError) {
      observer.malformed?.(event);
      channel.nack(message, false, false);
      return;
    }
    const received = await inTransaction(pool, async (tx) => ({
      keep: true,
      answer: await inbox.receive(tx, [event]),
    }));
    channel.ack(message);
    if (received > 0) observer.received?.(received);
  }

  return {
    async stop() {
      stopping.abort();
      await loop.stop();
      await link.drop();
    },
  };
}

function eventOf({ content }: ConsumeMessage): CloudEvent | EventMalformedError {
  try {
    return readCloudEvent(JSON.parse(content.toString('utf8')));
  } catch (error) {
    return error instanceof EventMalformedError ? error : new EventMalformedError('It is no JSON.', { cause: error });
  }
}

async function declare(
  channel: Channel,
  { exchange, queue, bindings }: Required<Pick<RabbitSubscriptionOptions, 'exchange' | 'queue' | 'bindings'>>,
): Promise<void> {
  const dead = `${queue}.dead`;
  await channel.assertExchange(exchange, 'topic', { durable: true });
  await channel.assertQueue(dead, { durable: true });
  await channel.assertQueue(queue, {
    durable: true,
    // To the default exchange, which routes by the queue's name.
    deadLetterExchange: '',
    deadLetterRoutingKey: dead,
    arguments: { 'x-single-active-consumer': true },
  });
  for (const binding of bindings) await channel.bindQueue(queue, exchange, binding);
}
