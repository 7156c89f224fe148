import { randomUUID } from 'node:crypto';
import { type ReserveResult, reserveArgument, reserveResult } from '@saga/activities';
import type { Logger } from '@saga/process';
import type { Pool } from 'pg';
import {
  answerMessages,
  type Inbox,
  inbox,
  outbox,
  postgresFeed,
  rabbitPublisher,
  rabbitSubscription,
  relay,
} from 'saga-core/participant';
import { exchange, rabbitFromEnvironment } from '../events/event-settings.ts';
import { logEvents } from '../events/log-events.ts';
import type { BackgroundWork, ServiceContext } from '../service-definition.ts';
import { reserve } from './stock.ts';

/** Where requests for the inventory arrive that come as messages. What it does about one is what it does about a call over HTTP. */
export function requestInbox(pool: Pool, logger: Logger): Inbox {
  return inbox({
    pool,
    observer: logEvents(logger, 'requests to be answered'),
    handle: answerMessages({
      outbox: outbox({ source: '/inventory-service' }),
      handlers: {
        'inventory.reserve': (argument, { key }) => ({
          run: async (tx): Promise<ReserveResult> => {
            const reservationId = randomUUID();
            await reserve(tx, { ...reserveArgument.parse(argument), reservationId, key });
            return reserveResult.parse({ reservationId });
          },
        }),
      },
    }),
  });
}

/** Answers requests that come as messages. Whether any come, the worker's `INVENTORY_RESERVE_BY` says. */
export async function answerRequests({ pool, logger }: ServiceContext): Promise<BackgroundWork> {
  const connect = rabbitFromEnvironment();
  const requests = requestInbox(pool, logger);
  const rabbit = connect && rabbitPublisher({ connect, exchange });
  const answers = relay({
    pool,
    publisher: rabbit ?? postgresFeed(pool, { keepFor: 3_600_000 }),
    observer: logEvents(logger, 'answers to be sent'),
  });
  await requests.start();
  await answers.start();
  const subscription =
    connect &&
    rabbitSubscription({
      connect,
      exchange,
      queue: 'inventory.requests',
      bindings: ['saga.request.inventory.*'],
      inbox: requests,
      pool,
      observer: logEvents(logger, 'requests to be received'),
    });
  return {
    backlogs: { inbox: requests.backlog, outbox: answers.backlog },
    async stop() {
      await subscription?.stop();
      await requests.stop();
      await answers.stop();
      await rabbit?.close();
    },
  };
}
