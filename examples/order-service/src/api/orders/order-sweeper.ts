import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@saga/process';
import type { SagaLookout } from '../sagas/saga-lookout.ts';
import type { OrderFollower } from './order-follower.ts';
import type { OrderStarter } from './order-starter.ts';

export interface OrderSweeperOptions {
  readonly starter: OrderStarter;
  readonly follower: OrderFollower;
  readonly lookout: SagaLookout;
  readonly logger: Logger;
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
}

const pauseMilliseconds = 1_000;

/**
 * Once a second, until the process stops: starts what was saved and not started, takes on open orders that nobody follows,
 * and looks after sagas that take long. No sweep waits for another. Resolves after the last round.
 */
export async function sweepOrders(options: OrderSweeperOptions): Promise<void> {
  const { starter, follower, lookout, logger, stopping } = options;
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
  const again = async (name: string, sweep: () => Promise<void>) => {
    while (!stopping.aborted) {
      await round(name, sweep);
      await delay(pauseMilliseconds, undefined, { signal: stopping }).catch(() => undefined);
    }
  };
  await Promise.all([
    again('start', () => starter.sweep()),
    again('follow', () => follower.sweep()),
    again('look', () => lookout.sweep()),
  ]);
}
