import { noteInLog } from '@saga/process';
import type { CheckedRequest, Operation } from '../http/operation.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import type { OrderIntents } from '../orders/order-intents.ts';
import { sagaIdOf } from '../orders/saga-view.ts';
import { apiProblem } from '../problems/api-problem.ts';
import type { orderParams } from './order-params.ts';

type AboutOneOrder = Pick<CheckedRequest<Operation & { params: typeof orderParams }>, 'request' | 'params' | 'caller'>;

/** The caller's own order that a request is about. An unknown id and another customer's get the same 404. */
export async function ownOrder(
  { request, params, caller }: AboutOneOrder,
  intents: OrderIntents,
): Promise<OrderIntent> {
  const order = await intents.findOwn(params.id, caller.subject);
  if (order === undefined) throw apiProblem('ORDER_NOT_FOUND');
  noteInLog(request, { orderId: order.orderId, sagaId: sagaIdOf(order.orderId) });
  return order;
}
