import type { Client } from '@temporalio/client';
import { type SagaClient, SagaIdTakenError } from 'saga-core/client';
import type { checkout } from './checkout.ts';
import { placeOrderSaga } from './place-order.ts';
import type { Order } from './shop-activities.ts';

export async function buy({ sagas, temporal }: { sagas: SagaClient; temporal: Client }, order: Order) {
  const id = `order-${order.orderId}`; // as before the move
  try {
    return await sagas.execute(placeOrderSaga, { id, input: order });
  } catch (error) {
    if (!(error instanceof SagaIdTakenError)) throw error;
    return await temporal.workflow.getHandle<typeof checkout>(id).result(); // started before the move
  }
}
