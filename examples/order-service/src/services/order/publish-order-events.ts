import { postgresFeed, rabbitPublisher, relay } from 'saga-core/participant';
import { exchange, rabbitFromEnvironment } from '../events/event-settings.ts';
import { logEvents } from '../events/log-events.ts';
import type { BackgroundWork, ServiceContext } from '../service-definition.ts';

/** Sends on what the order service wrote to its outbox. Each of its replicas does. */
export async function publishOrderEvents({ pool, logger }: ServiceContext): Promise<BackgroundWork> {
  const connect = rabbitFromEnvironment();
  const rabbit = connect && rabbitPublisher({ connect, exchange });
  const sending = relay({
    pool,
    publisher: rabbit ?? postgresFeed(pool),
    observer: logEvents(logger, 'order events to be sent'),
  });
  await sending.start();
  return {
    backlogs: { outbox: sending.backlog },
    async stop() {
      await sending.stop();
      await rabbit?.close();
    },
  };
}
