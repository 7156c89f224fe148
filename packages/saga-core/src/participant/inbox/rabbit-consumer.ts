import type { Channel, ConsumeMessage } from 'amqplib';
import { type CloudEvent, readCloudEvent } from '../outbox/cloud-event.ts';
import { EventMalformedError } from '../outbox/event-malformed-error.ts';
import { type ConnectRabbit, rabbitLink } from '../outbox/rabbit-connection.ts';
import { workLoop } from '../outbox/work-loop.ts';
import type { Following, FollowObserver } from './follow-feed.ts';

export interface RabbitConsumerOptions {
  /** `() => amqp.connect(url)` of amqplib, without its own recovery: the consumer connects again when it has to. */
  readonly connect: ConnectRabbit;
  /** The publisher's exchange. Default `saga.events`. */
  readonly exchange?: string;
  /** The consumer's durable queue, one name for all its replicas. Letters that are no events go to `<queue>.dead`. */
  readonly queue: string;
  /** Routing keys that the queue is bound by, such as `order.*`. */
  readonly bindings: readonly string[];
  /** Takes an event; when it resolves the broker forgets the message, and when it throws it comes again, until it resolves; so let it throw only what passes. */
  readonly take: (event: CloudEvent) => Promise<unknown>;
  /**
   * Default true: the queue has a *single active consumer*, which takes one event after the other, and a second replica takes over when
   * the first is gone. Without order all replicas take events, several at once.
   */
  readonly ordered?: boolean;
  readonly observer?: RabbitObserver;
}

export interface RabbitObserver extends FollowObserver {
  /** A message that is no event was sent to `<queue>.dead`. */
  malformed?(error: EventMalformedError): void;
}

/** Messages that are under way: fewer are repeated after a loss. */
const prefetch = 100;

/**
 * Takes events from RabbitMQ, each at least once. `rabbitSubscription` is this with an inbox, which makes duplicates harmless.
 *
 * Source: RabbitMQ's guides "Single Active Consumer" and "Dead Letter Exchanges".
 *
 * @example
 * ```ts
 * const replies = rabbitConsumer({
 *   connect, queue: `worker.replies.${namespace}`, bindings: ['saga.reply'], ordered: false,
 *   take: (event) => completeByReply(client.activity, event),
 * });
 * ```
 */
export function rabbitConsumer(options: RabbitConsumerOptions): Following {
  const { connect, exchange = 'saga.events', queue, bindings, take, ordered = true, observer = {} } = options;
  const stopping = new AbortController();
  const link = rabbitLink(connect, async (model, lost) => {
    const channel = await model.createChannel();
    let fail: (error: Error) => void = () => {};
    const broken = new Promise<never>((_, reject) => {
      fail = reject;
    });
    broken.catch(lost);
    channel.on('error', fail).on('close', () => fail(new Error('The channel to RabbitMQ was closed.')));
    await declare(channel, { exchange, queue, bindings, ordered });
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
      // In order: one after the other, as they came.
      let turn: Promise<unknown> = Promise.resolve();
      const { consumerTag } = await channel.consume(queue, (message) => {
        if (message === null) return fail(new Error(`RabbitMQ cancelled the subscription to ${queue}.`));
        const taken = ordered ? turn.then(() => takeMessage(channel, message)) : takeMessage(channel, message);
        // Nothing is taken after one that failed: it comes again first.
        taken.catch(fail);
        turn = ordered ? taken : Promise.allSettled([turn, taken]);
      });
      observer.up?.();
      try {
        await Promise.race([stopped, broken]);
      } catch (error) {
        // What was not acknowledged goes back to the queue, in its place.
        await link.drop();
        throw error;
      }
      // In order, what is under way goes back to the queue in its place when the channel closes. A mere cancel would let the next consumer
      // begin with what follows on it.
      if (!ordered) await channel.cancel(consumerTag);
      await turn.catch(() => undefined);
      return 'none';
    },
    rest: async () => {},
    onFailure: (error, retryIn) => observer.down?.(error, retryIn),
  });

  async function takeMessage(channel: Channel, message: ConsumeMessage): Promise<void> {
    if (ordered && stopping.signal.aborted) return;
    const event = eventOf(message);
    if (event instanceof EventMalformedError) {
      observer.malformed?.(event);
      channel.nack(message, false, false);
      return;
    }
    await take(event);
    channel.ack(message);
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
  {
    exchange,
    queue,
    bindings,
    ordered,
  }: Required<Pick<RabbitConsumerOptions, 'exchange' | 'queue' | 'bindings' | 'ordered'>>,
): Promise<void> {
  const dead = `${queue}.dead`;
  await channel.assertExchange(exchange, 'topic', { durable: true });
  await channel.assertQueue(dead, { durable: true });
  await channel.assertQueue(queue, {
    durable: true,
    // To the default exchange, which routes by the queue's name.
    deadLetterExchange: '',
    deadLetterRoutingKey: dead,
    ...(ordered && { arguments: { 'x-single-active-consumer': true } }),
  });
  for (const binding of bindings) await channel.bindQueue(queue, exchange, binding);
}
