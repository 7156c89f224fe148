// docs/migrating.md compares a saga written by hand with the same one on saga-core. What its table says of both is what they
// do here, on a real Temporal, with the very files that the page shows.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SagaCompensatedError, type SagaHandle } from 'saga-core/client';
import { describe, expect, it } from 'vitest';
import { buy } from './buy.ts';
import { checkout } from './checkout.ts';
import { openShop } from './open-shop.ts';
import { placeOrderSaga } from './place-order.ts';
import type { Holdings } from './shop.ts';
import type { Order } from './shop-activities.ts';
import { answerHeld, answersLost, type Trouble, triesFail } from './trouble.ts';

const page = readFileSync(new URL('../../../../../docs/migrating.md', import.meta.url), 'utf8');

interface Started {
  readonly result: () => Promise<unknown>;
  readonly cancel: () => Promise<unknown>;
}

interface Comparison {
  readonly what: string;
  readonly order?: Partial<Order>;
  readonly trouble?: () => Trouble | ReturnType<typeof answerHeld>;
  /** Cancelled while an answer is held, which is let go then. */
  readonly cancelled?: true;
  readonly byHand: string;
  readonly saga: string;
}

const bought = 'reserved, charged, confirmed';
const nothing = 'nothing';

const comparisons: readonly Comparison[] = [
  { what: 'all goes well', byHand: bought, saga: bought },
  { what: 'the card is declined', order: { card: 'declined' }, byHand: nothing, saga: nothing },
  { what: 'the order is refused at the end', order: { sku: 'not-for-sale' }, byHand: nothing, saga: nothing },
  {
    what: 'the charge happens, its answers are lost',
    trouble: () => answersLost('chargeCard', 3),
    byHand: 'charged',
    saga: nothing,
  },
  {
    what: 'the confirmation happens, its first three answers are lost',
    trouble: () => answersLost('confirmOrder', 3),
    byHand: 'confirmed',
    saga: bought,
  },
  {
    what: 'it is cancelled while the card is being charged',
    trouble: () => answerHeld('chargeCard'),
    cancelled: true,
    byHand: 'reserved, charged',
    saga: nothing,
  },
  {
    what: 'the order is refused at the end, and it is cancelled during the undo',
    order: { sku: 'not-for-sale' },
    trouble: () => answerHeld('refundCard'),
    cancelled: true,
    byHand: 'reserved',
    saga: nothing,
  },
  {
    what: 'the card is declined, and the undo of the stock fails three times',
    order: { card: 'declined' },
    trouble: () => triesFail('releaseStock', 3),
    byHand: 'reserved',
    saga: nothing,
  },
];

describe('the saga that was written by hand, and the one it became', () => {
  const at = openShop();

  const newOrder = (part: Partial<Order> = {}): Order => {
    return { orderId: randomUUID(), sku: 'lamp', card: 'good', price: 40, ...part };
  };
  const startByHand = async (order: Order): Promise<Started> => {
    const workflowId = `order-${order.orderId}`;
    const { workflow } = at.clients.temporal;
    return await workflow.start(checkout, { workflowId, taskQueue: at.taskQueue, args: [order] });
  };
  const startSaga = async (order: Order): Promise<SagaHandle<{ paymentId: string }>> =>
    await at.clients.sagas.start(placeOrderSaga, { id: `order-${order.orderId}`, input: order });

  async function left(start: (order: Order) => Promise<Started>, { order: part, trouble, cancelled }: Comparison) {
    const order = newOrder(part);
    const met = trouble?.();
    if (met !== undefined) at.troubles.set(`order-${order.orderId}`, met);
    const started = await start(order);
    const ended = started.result().catch(() => {});
    if (cancelled && met !== undefined && 'letGo' in met) {
      await met.happened;
      await started.cancel();
      met.letGo();
    }
    await ended;
    return told(at.shop.holdings(order.orderId));
  }

  it.concurrent.for(comparisons)('leave behind what the page says, when $what', async (comparison, { expect }) => {
    const [byHand, saga] = await Promise.all([left(startByHand, comparison), left(startSaga, comparison)]);
    expect({ byHand, saga }).toEqual({ byHand: comparison.byHand, saga: comparison.saga });
    expect(page).toContain(`| ${comparison.what} | ${byHand} | ${saga} |`);
  });

  it('are compared on the page in nothing that is not seen here', () => {
    const rows = [...page.matchAll(/^\| .* \| (?:nothing|reserved, charged, confirmed) \|$/gm)];
    expect(rows).toHaveLength(comparisons.length);
  });

  it('buys nothing twice while both are in use: an order that was begun by hand is taken from there', async () => {
    const [before, after] = [newOrder(), newOrder()];
    await (await startByHand(before)).result();
    await expect(buy(at.clients, before)).resolves.toEqual({ paymentId: `payment-${before.orderId}` });
    await expect(buy(at.clients, after)).resolves.toEqual({ paymentId: `payment-${after.orderId}` });
    await expect(buy(at.clients, newOrder({ card: 'declined' }))).rejects.toBeInstanceOf(SagaCompensatedError);
    const types = [before, after].map(async ({ orderId }) => {
      const { type } = await at.clients.temporal.workflow.getHandle(`order-${orderId}`).describe();
      return type;
    });
    await expect(Promise.all(types)).resolves.toEqual(['checkout', 'placeOrder']);
  });

  it('is counted by the query of the page as long as one by hand is open, and no saga is', async () => {
    const [, query = ''] = /temporal workflow count --query "([^"]+)"/.exec(page) ?? [];
    const open = answerHeld('chargeCard');
    const order = newOrder();
    at.troubles.set(`order-${order.orderId}`, open);
    const count = async () =>
      (await at.clients.temporal.workflow.count(`${query} AND TaskQueue = '${at.taskQueue}'`)).count;
    const started = await startByHand(order);
    await open.happened;
    await expect.poll(count).toBe(1);
    open.letGo();
    await started.result();
    await expect.poll(count).toBe(0);
  });
});

function told({ reserved, charged, confirmed }: Holdings): string {
  const held = [reserved && 'reserved', charged > 0 && 'charged', confirmed && 'confirmed'].filter(Boolean);
  return held.join(', ') || nothing;
}
