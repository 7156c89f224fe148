import type { ConfirmChannel } from 'amqplib';
import type { CloudEvent } from './cloud-event.ts';
import type { EventPublisher } from './event-publisher.ts';
import { EventRejectedError } from './event-rejected-error.ts';
import { type ConnectRabbit, rabbitLink } from './rabbit-connection.ts';

export interface RabbitPublisherOptions {
  /** `() => amqp.connect(url)` of amqplib, without its own recovery: the publisher connects again when it has to. */
  readonly connect: ConnectRabbit;
  /** A durable topic exchange, made if it is missing. Default `saga.events`. */
  readonly exchange?: string;
  /**
   * What becomes of an event that no queue is bound for. `reject` (default) counts it as a failure, so that an event which its consumer
   * has not yet bound a queue for waits instead of being lost; `drop` forgets it, which is right when nobody needs to listen.
   */
  readonly unroutable?: 'reject' | 'drop';
}

export interface RabbitPublisher extends EventPublisher {
  close(): Promise<void>;
}

/** What a returned message is known by. */
const publicationHeader = 'publication';

interface Opened {
  readonly channel: ConfirmChannel;
  /** Numbers of publications that came back, as no queue took them. An event's id is another's too, of another source. */
  readonly returned: Set<number>;
  next: number;
}

/**
 * Publishes to RabbitMQ: a persistent message in CloudEvents' structured mode, by the event's type as routing key, and confirmed by the
 * broker. The message's id is the event's.
 *
 * Source: RabbitMQ's guide "Consumer Acknowledgements and Publisher Confirms"; CloudEvents 1.0.2, "AMQP Protocol Binding", structured mode.
 *
 * @example
 * ```ts
 * const publisher = rabbitPublisher({ connect: () => amqp.connect('amqp://localhost') });
 * await relay({ pool, publisher }).start();
 * ```
 */
export function rabbitPublisher(options: RabbitPublisherOptions): RabbitPublisher {
  const { connect, exchange = 'saga.events', unroutable = 'reject' } = options;
  const link = rabbitLink<Opened>(connect, async (model, lost) => {
    const channel = await model.createConfirmChannel();
    const returned = new Set<number>();
    channel.on('return', ({ properties }) => returned.add(Number(properties.headers?.[publicationHeader])));
    channel.on('error', lost).on('close', lost);
    await channel.assertExchange(exchange, 'topic', { durable: true });
    return { channel, returned, next: 0 };
  });

  return {
    async publish(event) {
      const opened = await link.opened();
      const { channel, returned } = opened;
      const publication = opened.next++;
      await confirmed(channel, { exchange, event, publication, mandatory: unroutable === 'reject' });
      // The broker returns what it can't route before it confirms it.
      if (returned.delete(publication)) {
        throw new EventRejectedError(event.id, `no queue is bound to the exchange ${exchange} for ${event.type}`);
      }
    },
    async ready() {
      const { channel } = await link.opened();
      try {
        await channel.checkExchange(exchange);
      } catch (error) {
        await link.drop();
        throw error;
      }
    },
    close: () => link.drop(),
  };
}

interface Message {
  readonly exchange: string;
  readonly event: CloudEvent;
  readonly publication: number;
  readonly mandatory: boolean;
}

function confirmed(channel: ConfirmChannel, { exchange, event, publication, mandatory }: Message): Promise<void> {
  const { id, type, source, traceparent } = event;
  return new Promise((resolve, reject) => {
    channel.publish(
      exchange,
      type,
      Buffer.from(JSON.stringify(event)),
      {
        persistent: true,
        mandatory,
        messageId: id,
        contentType: 'application/cloudevents+json',
        contentEncoding: 'utf-8',
        headers: { source, [publicationHeader]: publication, ...(traceparent !== undefined && { traceparent }) },
      },
      (error: unknown) => {
        if (error === null || error === undefined) resolve();
        else reject(error instanceof Error ? error : new Error(`RabbitMQ did not take the event ${id}.`));
      },
    );
  });
}
