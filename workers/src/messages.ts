import {
  argumentOf,
  type InventoryActivities,
  type ReserveArgument,
  type ReserveResult,
  reserveArgument,
  reserveResult,
  resultOf,
  serviceToken,
} from '@saga/activities';
import type { Logger } from '@saga/process';
import {
  type ActivityCompletion,
  askByMessage,
  completeByReply,
  type ReplyRejection,
  type ReplyResults,
} from 'saga-core/activity';
import {
  type CloudEvent,
  type ConnectRabbit,
  type Following,
  followReplies,
  httpFeed,
  rabbitConsumer,
  rabbitPublisher,
} from 'saga-core/participant';
import type { WorkerConfig } from './config.ts';

/** What the worker asks by message, and how answers come back. */
export interface Messages {
  readonly reserve: InventoryActivities['reserve'];
  /** Completes activities as their answers come, until it is stopped. */
  follow(activities: ActivityCompletion, options: { readonly namespace: string; readonly logger: Logger }): Following;
}

const reserve = 'inventory.reserve';

/** Answers by message are held to the contract as those over HTTP are. */
const results: ReplyResults = { [reserve]: (result) => resultOf(reserve, reserveResult, result) };

/** Milliseconds in which a message must be taken. */
const sendTimeout = 5_000;

/** `undefined` where nothing is asked by message. */
export function openMessages({ reserveBy, amqpUrl, ...config }: WorkerConfig): Messages | undefined {
  if (reserveBy === 'http') return undefined;
  const { send, follow } = amqpUrl === undefined ? overHttp(config) : overRabbit(amqpUrl);
  const ask = askByMessage<ReserveArgument, ReserveResult>({ name: reserve, source: '/worker', send });
  return {
    reserve: async (argument, call) => ask(argumentOf(reserve, reserveArgument, argument), call),
    follow(activities, { namespace, logger }) {
      const told = new Set<number | undefined>();
      const rejected = ({ name, code, error }: ReplyRejection): void => {
        // Once of a kind: where namespaces share an inventory, each one's replies are nothing to the others.
        if (told.has(code)) return;
        told.add(code);
        logger.error(
          { err: error, name, grpcCode: code },
          'Temporal refuses an answer to a message, which is passed over',
        );
      };
      return follow((event) => completeByReply(activities, event, results, rejected), {
        namespace,
        down: (error) => logger.warn({ err: error }, 'answers to messages do not come, tried again until they do'),
      });
    },
  };
}

interface Transport {
  readonly send: (event: CloudEvent) => Promise<void>;
  readonly follow: (
    complete: (event: CloudEvent) => Promise<unknown>,
    options: { readonly namespace: string; readonly down: (error: unknown) => void },
  ) => Following;
}

/** To the inventory's inbox, and from its feed. */
function overHttp({
  serviceUrls,
  serviceTokenSecret: secret,
}: Pick<WorkerConfig, 'serviceUrls' | 'serviceTokenSecret'>): Transport {
  const headers = async () => ({
    'x-service-token': await serviceToken({ secret, audience: 'inventory', subject: 'worker' }),
  });
  const base = serviceUrls.inventory.endsWith('/') ? serviceUrls.inventory : `${serviceUrls.inventory}/`;
  return {
    async send(event) {
      const response = await fetch(new URL('messages', base), {
        method: 'POST',
        headers: { ...(await headers()), 'content-type': 'application/json' },
        body: JSON.stringify(event),
        redirect: 'error',
        signal: AbortSignal.timeout(sendTimeout),
      });
      await response.body?.cancel();
      if (response.status !== 202) throw new Error(`The inventory did not take the message (${response.status}).`);
    },
    follow: (complete, { down }) =>
      followReplies({ feed: httpFeed({ url: new URL('events', base), headers }), complete, observer: { down } }),
  };
}

/** Through queues. */
function overRabbit(url: string): Transport {
  const connect: ConnectRabbit = async () => {
    const { default: amqp } = await import('amqplib');
    return await amqp.connect(url, { timeout: sendTimeout });
  };
  const publisher = rabbitPublisher({ connect });
  const noTransaction = { query: () => Promise.reject(new Error('A worker has no database.')) };
  return {
    send: (event) => publisher.publish(event, noTransaction),
    follow(complete, { namespace, down }) {
      const consuming = rabbitConsumer({
        connect,
        // Each namespace has its own, or workers of two that share an inventory would take each other's replies.
        queue: `worker.replies.${namespace}`,
        bindings: ['saga.reply'],
        ordered: false,
        take: complete,
        observer: { down },
      });
      return {
        async stop() {
          await consuming.stop();
          await publisher.close();
        },
      };
    },
  };
}
