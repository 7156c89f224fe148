import { serviceToken } from '@saga/activities';
import { readConfig } from '@saga/process';
import { followFeed, httpFeed, type Inbox, inbox, rabbitSubscription } from 'saga-core/participant';
import { z } from 'zod';
import { exchange, rabbitFromEnvironment } from '../events/event-settings.ts';
import { logEvents } from '../events/log-events.ts';
import { orderEventTypes } from '../events/order-event.ts';
import type { BackgroundWork, ServiceContext } from '../service-definition.ts';
import { notify } from './notify.ts';

/** Takes in what happens to orders, and tells their customers. */
export async function receiveEvents(context: ServiceContext & { readonly secret: string }): Promise<BackgroundWork> {
  const { pool, logger } = context;
  const events = inbox({
    pool,
    types: orderEventTypes,
    handle: notify,
    observer: logEvents(logger, 'order events to be handled'),
  });
  await events.start();
  const following = follow(events, context);
  return {
    backlogs: { inbox: events.backlog },
    async stop() {
      await following.stop();
      await events.stop();
    },
  };
}

function follow(events: Inbox, { pool, logger, secret }: ServiceContext & { readonly secret: string }): BackgroundWork {
  const observer = logEvents(logger, 'order events to be received');
  const connect = rabbitFromEnvironment();
  if (connect !== undefined) {
    return rabbitSubscription({
      connect,
      exchange,
      queue: 'notification',
      bindings: [...orderEventTypes],
      inbox: events,
      pool,
      observer: {
        ...observer,
        malformed: (error) => logger.error({ err: error }, 'a message that is no event was put aside'),
      },
    });
  }
  const { ORDER_SERVICE_URL: orders } = readConfig(
    z.object({
      ORDER_SERVICE_URL: z
        .url({ protocol: /^https?$/ })
        .default('http://127.0.0.1:3001')
        .describe("the order service's URL"),
    }),
  );
  const token = () => serviceToken({ secret, audience: 'order', subject: 'notification' });
  const feed = httpFeed({
    url: new URL('events', orders.endsWith('/') ? orders : `${orders}/`),
    headers: async () => ({ 'x-service-token': await token() }),
  });
  return followFeed({ feed, name: 'order', inbox: events, pool, observer });
}
