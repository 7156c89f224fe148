import type { Logger } from '@saga/process';
import type { CloudEvent, FollowObserver, InboxObserver, RelayObserver } from 'saga-core/participant';

/** Puts into a service's log what goes wrong on the way of events. An outage is said once and not at every try. */
export function logEvents(logger: Logger, what: string): RelayObserver & InboxObserver & FollowObserver {
  let isDown = false;
  return {
    failed: ({ id, type, subject }: CloudEvent, error: unknown, became: 'later' | 'parked') => {
      const fields = { err: error, event: { id, type, subject } };
      if (became === 'parked') logger.error(fields, `${what}: an event failed too often and is parked`);
      else logger.warn(fields, `${what}: an event failed and is tried again`);
    },
    down: (error: unknown) => {
      if (!isDown) logger.warn({ err: error }, `${what}: down, tried again until it works`);
      isDown = true;
    },
    up: () => {
      if (isDown) logger.info(`${what}: works again`);
      isDown = false;
    },
  };
}
