import { inject } from 'vitest';
import type {} from '../../../../workers/test/bundle-once.ts';
import type { ApiStack } from './api-stack.ts';
import { type OrderApiClient, oneBook } from './order-api-client.ts';
import type { RunningProcess } from './running-process.ts';

/** The services that sagas call, beside the inventory that a stack has anyway. */
export interface ServicesBehind {
  readonly order: RunningProcess;
  readonly payment: RunningProcess;
  /** Where all three are, as a worker and the API take it. */
  readonly urls: Readonly<Record<string, string>>;
  /** Starts a worker that calls them; `more` comes before what it would be told. */
  startWorker(more?: Readonly<Record<string, string>>): Promise<RunningProcess>;
}

/**
 * Places an order and waits for its end. What is asked for the first time takes longest, which is more than a saga with
 * short timeouts has on a machine that is busy.
 */
export async function warmUp(customer: OrderApiClient): Promise<void> {
  await customer.place(oneBook, { prefer: 'wait=30' });
}

/** Starts them, each with a database of its own; they end along with the stack. */
export async function startServicesBehind(stack: ApiStack): Promise<ServicesBehind> {
  const folder = 'examples/order-service/src/services';
  const [order, payment] = await Promise.all([
    stack.start(`${folder}/order/main.ts`, await stack.database('ORDER')),
    stack.start(`${folder}/payment/main.ts`, await stack.database('PAYMENT')),
  ]);
  const urls = {
    ORDER_SERVICE_URL: order.url,
    INVENTORY_SERVICE_URL: stack.inventory.url,
    PAYMENT_SERVICE_URL: payment.url,
  };
  const settings = { ...urls, WORKFLOW_BUNDLE: inject('workerBundle') };
  return { order, payment, urls, startWorker: (more) => stack.start('workers/src/main.ts', { ...settings, ...more }) };
}
