import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { placeOrder, tokenFor } from '../fuzz/api-customer.ts';
import type { RequestMaterial } from './requests.ts';

const count = 30;
/** Far longer than it takes. */
const patienceMilliseconds = 60_000;

/** Places orders and waits until nothing of them changes any more. */
export async function prepareOrders(url: string): Promise<Omit<RequestMaterial, 'placed'>> {
  const customer = await tokenFor(`customer-${randomUUID()}`);
  const operator = await tokenFor('operator', 'operator');
  const ended = await Promise.all(Array.from({ length: count }, () => endedOrder(url, customer)));
  return { customer, operator, ended };
}

async function endedOrder(url: string, token: string): Promise<{ readonly id: string; readonly tag: string }> {
  const { status, order } = await placeOrder(url, token);
  if (status !== 202) throw new Error(`An order was answered with ${status}: ${JSON.stringify(order)}`);
  let seen = order;
  for (const late = Date.now() + patienceMilliseconds; Date.now() < late; await setTimeout(100)) {
    const response = await fetch(`${url}/api/v1/orders/${order.id}`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`An order was answered with ${response.status}: ${await response.text()}`);
    seen = (await response.json()) as typeof order;
    const { saga } = seen;
    // A confirmed order's saga has still something to do, and when each step ended is known a moment after that it has.
    if (saga.status === 'completed' && saga.steps.every(({ endedAt }) => endedAt !== undefined))
      return { id: order.id, tag: response.headers.get('etag') ?? '' };
  }
  throw new Error(`An order was not CONFIRMED within ${patienceMilliseconds / 1000} s: ${JSON.stringify(seen)}`);
}
