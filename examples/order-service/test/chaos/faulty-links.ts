import { developmentServiceTokenSecret as secret, serviceToken } from '@saga/activities';
import type { RunningSystem } from '../../src/start/start-everything.ts';
import { FaultProxy } from './fault-proxy.ts';
import type { Faults } from './faults.ts';

/** A bad network, and what a worker's environment has to say so that its calls go through it. */
export interface FaultyLinks {
  readonly proxy: FaultProxy;
  readonly environment: Readonly<Record<string, string>>;
}

/** Puts it before the three services that sagas call. */
export async function openFaultyLinks(system: RunningSystem, faults: Faults): Promise<FaultyLinks> {
  const proxy = new FaultProxy(faults);
  const link = (audience: 'order' | 'inventory' | 'payment') =>
    proxy.linkTo({ url: system.url(audience), token: () => serviceToken({ secret, audience, subject: 'worker' }) });
  return {
    proxy,
    environment: {
      ORDER_SERVICE_URL: await link('order'),
      INVENTORY_SERVICE_URL: await link('inventory'),
      PAYMENT_SERVICE_URL: await link('payment'),
    },
  };
}
