import type { Caller } from '../auth/customer-token.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import type { OrderIntents } from '../orders/order-intents.ts';
import { apiProblem } from '../problems/api-problem.ts';

/** The caller's own order. An unknown id and another customer's get the same 404. */
export async function ownOrder(orderId: string, caller: Caller, intents: OrderIntents): Promise<OrderIntent> {
  const order = await intents.findOwn(orderId, caller.subject);
  if (order === undefined) throw apiProblem('ORDER_NOT_FOUND');
  return order;
}
