import { setTimeout as delay } from 'node:timers/promises';
import type { OrderView } from '../../src/api/orders/order-schema.ts';
import type { OrderWish } from '../../src/demo/customer.ts';
import { type Answer, OrderApiClient } from '../api/order-api-client.ts';

/** Whoever asks for so long and hears nothing asks of something that does not recover. */
const patienceMilliseconds = 120_000;

/** A customer who asks again, with the same key, whenever the API is not there or can't answer now. */
export class PersistentCustomer {
  readonly id: string;
  readonly #api: OrderApiClient;

  private constructor(id: string, api: OrderApiClient) {
    this.id = id;
    this.#api = api;
  }

  static async at(url: string, id: string): Promise<PersistentCustomer> {
    return new PersistentCustomer(id, await OrderApiClient.as(url, id));
  }

  async place(wish: OrderWish, key: string): Promise<OrderView> {
    // 200 and 201: asked again, the order has ended meanwhile. 409: the same key is still being accepted.
    return (await this.#ask(() => this.#api.place(wish, { key }), [202, 201, 200], [409])).body;
  }

  async read(orderId: string): Promise<OrderView> {
    return (await this.#ask(() => this.#api.read(orderId), [200])).body;
  }

  /** Whether it was accepted. `false` also where an answer that said so was lost, and the order has been cancelled since. */
  async cancel(orderId: string): Promise<boolean> {
    return (await this.#ask(() => this.#api.cancel(orderId), [202, 409])).status === 202;
  }

  /** All of its orders. */
  async list(): Promise<readonly OrderView[]> {
    const orders: OrderView[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = `?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const { body }: Answer<OrderPage> = await this.#ask(() => this.#api.list<OrderPage>(query), [200]);
      orders.push(...body.items);
      cursor = body.nextCursor;
    }
    return orders;
  }

  async #ask<Body>(
    request: () => Promise<Answer<Body>>,
    expected: readonly number[],
    again: readonly number[] = [],
  ): Promise<Answer<Body>> {
    const until = performance.now() + patienceMilliseconds;
    let last = 'the connection broke';
    while (performance.now() < until) {
      const answer = await request().catch(nothingOfBrokenConnection);
      if (answer !== undefined) {
        if (expected.includes(answer.status)) return answer;
        last = `${answer.status}: ${answer.text.slice(0, 300)}`;
        if (![429, 503, ...again].includes(answer.status)) break;
      }
      await delay(200);
    }
    throw new Error(`The API was to answer ${expected.join(' or ')}, and last of all ${last}.`);
  }
}

interface OrderPage {
  readonly items: readonly OrderView[];
  readonly nextCursor: string | null;
}

/** `fetch` says it as a TypeError, while it connects as well as in the middle of an answer. */
function nothingOfBrokenConnection(error: unknown): undefined {
  if (!(error instanceof TypeError)) throw error;
}
