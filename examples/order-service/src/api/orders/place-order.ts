import { randomUUID } from 'node:crypto';
import { apiProblem } from '../problems/api-problem.ts';
import type { Catalogue } from './catalogue.ts';
import type { OrderIntent } from './order-intent.ts';
import type { OrderIntents } from './order-intents.ts';
import type { OrderStarter } from './order-starter.ts';
import type { PlaceOrderBody } from './place-order-body.ts';
import { pricedOrder } from './priced-order.ts';
import { requestFingerprint } from './request-fingerprint.ts';
import type { SagaStarts } from './saga-starts.ts';

export interface PlaceOrderOptions {
  readonly intents: OrderIntents;
  readonly starts: SagaStarts;
  readonly starter: OrderStarter;
  readonly catalogue: Catalogue;
}

/** Who wants what, under which key. */
export interface PlaceOrderRequest {
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly body: PlaceOrderBody;
}

/** An order that was accepted, now or when its key was first sent. */
export interface PlacedOrder {
  readonly order: OrderIntent;
  readonly isNew: boolean;
}

/**
 * Accepts an order: prices it, saves the intent, and starts its saga. A key that this customer used before gives the
 * order that it gave then, not priced again.
 *
 * @returns the order, its saga durably started (or the order already ended).
 * @throws Problem 422 `UNKNOWN_SKU`, `TOTAL_TOO_LARGE` or `KEY_REUSED`, 409 `REQUEST_IN_PROGRESS`, 503 when the
 *   catalogue or the engine is away. With the engine away the order is accepted all the same and starts later.
 */
export async function placeOrder(request: PlaceOrderRequest, options: PlaceOrderOptions): Promise<PlacedOrder> {
  const { customerId, idempotencyKey, body } = request;
  const { intents, starter, catalogue } = options;
  const fingerprint = requestFingerprint(body);
  const known = await intents.findByKey(customerId, idempotencyKey);
  if (known !== undefined) return { order: await repeated(known, fingerprint, options), isNew: false };
  const saved = await intents.save({
    orderId: randomUUID(),
    customerId,
    idempotencyKey,
    requestFingerprint: fingerprint,
    ...(await pricedOrder(body.items, catalogue)),
    paymentMethod: body.paymentMethod,
    ...(body.shippingAddress !== undefined && { shippingAddress: body.shippingAddress }),
  });
  if (saved !== undefined) return { order: await starter.start(saved.orderId), isNew: true };
  // Another request with this key was quicker, between the look and the save.
  const quicker = await intents.findByKey(customerId, idempotencyKey);
  if (quicker === undefined) throw new Error('A key is taken by an order that is not in the table.');
  return { order: await repeated(quicker, fingerprint, options), isNew: false };
}

async function repeated(
  order: OrderIntent,
  fingerprint: string,
  { starts, starter, intents }: PlaceOrderOptions,
): Promise<OrderIntent> {
  if (order.requestFingerprint !== fingerprint) {
    throw apiProblem('KEY_REUSED');
  }
  if (order.startedAt !== undefined || order.status !== 'PENDING') return order;
  const claimed = await starts.claim(order.orderId);
  if (claimed !== undefined) return starter.start(order.orderId);
  const now = await intents.find(order.orderId);
  if (now !== undefined && (now.startedAt !== undefined || now.status !== 'PENDING')) return now;
  throw apiProblem('REQUEST_IN_PROGRESS', { headers: { 'Retry-After': '1' } });
}
