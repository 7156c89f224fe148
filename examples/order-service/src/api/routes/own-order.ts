import { Problem } from '@saga/process';
import type { Request } from 'express';
import { z } from 'zod';
import { callerOfRequest } from '../http/authenticate.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import type { OrderIntents } from '../orders/order-intents.ts';

/** The caller's own order that the path names. An unknown id, no id at all and another customer's get the same 404. */
export async function ownOrder(request: Request, intents: OrderIntents): Promise<OrderIntent> {
  const id = z.uuid().safeParse(request.params.id);
  const order = id.success ? await intents.findOwn(id.data, callerOfRequest(request).subject) : undefined;
  if (order !== undefined) return order;
  throw new Problem({ status: 404, code: 'ORDER_NOT_FOUND', detail: 'There is no order of yours with this id.' });
}
