import type { ServedOperation } from '../http/operation.ts';
import { cancelOrderRoute } from './cancel-order.ts';
import { listOrdersRoute } from './list-orders.ts';
import { orderEventsRoute } from './order-events.ts';
import type { OrderRoutesOptions } from './order-routes-options.ts';
import { placeOrderRoute } from './place-order.ts';
import { readOrderRoute } from './read-order.ts';

/** Everything under `/api/v1/orders`. */
export function orderOperations(options: OrderRoutesOptions): readonly ServedOperation[] {
  return [
    placeOrderRoute(options),
    listOrdersRoute(options),
    readOrderRoute(options),
    cancelOrderRoute(options),
    orderEventsRoute(options),
  ];
}
