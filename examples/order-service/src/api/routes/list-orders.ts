import { Problem } from '@saga/process';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { callerOfRequest } from '../http/authenticate.ts';
import { checkedQuery } from '../http/checked-query.ts';
import { readOrderCursor, writeOrderCursor } from '../orders/order-cursor.ts';
import { orderStatuses } from '../orders/order-intent.ts';
import { orderView } from '../orders/order-view.ts';
import type { OrderRoutesOptions } from './order-routes-options.ts';

const query = z.strictObject({
  status: z.enum(orderStatuses).optional(),
  limit: z
    .string()
    .regex(/^(100|[1-9]\d?)$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .default(20),
  cursor: z.string().max(200).optional(),
});

/** `GET /orders`: the caller's own orders, newest first, from the API's table alone. */
export function listOrdersRoute({ intents }: OrderRoutesOptions): RequestHandler {
  return async (request, response) => {
    const { status, limit, cursor } = checkedQuery(request, query);
    const after = cursor === undefined ? undefined : readOrderCursor(cursor);
    if (cursor !== undefined && after === undefined) {
      throw new Problem({
        status: 400,
        code: 'INVALID_CURSOR',
        detail: 'The cursor is not one that this list gave out. Send nextCursor as it was, or none for the first page.',
      });
    }
    // One more than asked for tells whether there is a next page.
    const orders = await intents.listOwn(callerOfRequest(request).subject, {
      limit: limit + 1,
      ...(status !== undefined && { status }),
      ...(after !== undefined && { after }),
    });
    const page = orders.slice(0, limit);
    const last = page.at(-1);
    const nextCursor = orders.length > limit && last !== undefined ? writeOrderCursor(last) : null;
    response.json({ items: page.map(orderView), nextCursor });
  };
}
