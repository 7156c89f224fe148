import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@saga/process';
import type { OrderFollower } from './order-follower.ts';
import type { OrderStarter } from './order-starter.ts';

export interface OrderSweeperOptions {
  readonly starter: OrderStarter;
  readonly follower: OrderFollower;
  readonly logger: Logger;
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
}

const pauseMilliseconds = 1_000;

/**
 * Once a second, until the process stops: starts what was saved and not started, and takes on open orders that nobody
 * follows. Resolves after the last round.
 */
export async function sweepOrders({ starter, follower, logger, stopping }: OrderSweeperOptions): Promise<void> {
  const failing = new Set<string>();
  const round = async (name: string, sweep: () => Promise<void>) => {
    try {
      await sweep();
      if (failing.delete(name)) logger.info({ sweep: name }, 'the sweep works again');
    } catch (error) {
      // Said once for an outage, not once a second.
      if (!failing.has(name)) logger.warn({ err: error, sweep: name }, 'the sweep fails; it goes on trying');
      failing.add(name);
    }
  };
  while (!stopping.aborted) {
    await Promise.all([round('start', () => starter.sweep()), round('follow', () => follower.sweep())]);
    await delay(pauseMilliseconds, undefined, { signal: stopping }).catch(() => undefined);
  }
}
