import { randomUUID } from 'node:crypto';
import { createOrderSaga } from '@saga/order-service/saga';
import { Client, Connection } from '@temporalio/client';
import { SagaClient } from 'saga-core/client';
import { onTestFinished } from 'vitest';

/** Starts a create-order saga, as the order API does. */
export async function startCreateOrder(temporalAddress: string, taskQueue: string) {
  const connection = await Connection.connect({ address: temporalAddress });
  onTestFinished(() => connection.close());
  const orderId = randomUUID();
  return new SagaClient({ client: new Client({ connection }), taskQueue }).start(createOrderSaga, {
    id: `create-order-${orderId}`,
    input: {
      orderId,
      customerId: 'customer-1',
      items: [{ sku: 'sku-book', quantity: 1, unitPrice: 1999 }],
      paymentMethod: 'pm_ok',
    },
  });
}
