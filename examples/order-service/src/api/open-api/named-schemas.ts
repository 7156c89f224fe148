import { orderListSchema, orderSchema } from '../orders/order-schema.ts';
import { placeOrderBody } from '../orders/place-order-body.ts';
import { sagaSchema, stepSchema } from '../orders/saga-schema.ts';
import { problemSchema } from './problem-schema.ts';
import { SchemaComponents } from './schema-components.ts';

/** What requests may bring, by the name that the document has for it. */
export const requestComponents = new SchemaComponents('input', { NewOrder: placeOrderBody });

/** What answers may bring. */
export const responseComponents = new SchemaComponents('output', {
  Order: orderSchema,
  OrderList: orderListSchema,
  OrderSaga: sagaSchema,
  Step: stepSchema,
  Problem: problemSchema,
});
