import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { placeOrder, tokenFor } from './api-customer.ts';
import type { ApiUnderTest } from './api-under-test.ts';

/** Far longer than it takes. */
const patienceMilliseconds = 60_000;

/** Has some sagas wait for a decision about `processPayment`, so that decisions can be tried. Gives their ids; none of an API that others run. */
export async function parkSagas({ url, own }: ApiUnderTest, count: number): Promise<readonly string[]> {
  if (own === undefined) return [];
  const token = await tokenFor(`customer-${randomUUID()}`);
  const operator = await tokenFor('operator', 'operator');
  await own.payment.kill();
  try {
    const placed = await Promise.all(Array.from({ length: count }, () => placeOrder(url, token)));
    const sagas = placed.map(({ order }) => order.saga.id);
    const late = Date.now() + patienceMilliseconds;
    while (!(await areParked(sagas, url, operator))) {
      if (Date.now() > late) throw new Error(`Of ${count} sagas without a payment service not all were parked.`);
      await setTimeout(200);
    }
    return sagas;
  } finally {
    await own.payment.start();
  }
}

async function areParked(sagas: readonly string[], url: string, operator: string): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/sagas?status=needsAttention&limit=100`, {
    headers: { authorization: `Bearer ${operator}` },
  });
  const { items } = (await response.json()) as { readonly items: readonly { readonly id: string }[] };
  const parked = new Set(items.map(({ id }) => id));
  return sagas.every((id) => parked.has(id));
}
