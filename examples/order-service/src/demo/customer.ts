import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { developmentAudience, developmentIssuer } from '../api/auth/development-keys.ts';
import type { OrderView } from '../api/orders/order-schema.ts';
import { developmentToken } from '../api/token/development-token.ts';

/** What a customer asks for. */
export interface OrderWish {
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  readonly paymentMethod: string;
}

/** The API answered what it should not have. */
class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly code = 'UNEXPECTED_ANSWER';
}

/** How long one request is repeated while the API says that it can't now. */
const patienceMilliseconds = 60_000;

/** A customer of the order API, over HTTP, with a development token. */
export class Customer {
  readonly id: string;
  /** The bearer token. */
  readonly token: string;
  readonly #url: string;

  private constructor(id: string, url: string, token: string) {
    this.id = id;
    this.#url = url;
    this.token = token;
  }

  static async at(url: string, id: string): Promise<Customer> {
    const claims = { subject: id, role: 'customer', issuer: developmentIssuer, audience: developmentAudience } as const;
    return new Customer(id, url, await developmentToken({ ...claims, lifetimeSeconds: 6 * 3600 }));
  }

  async place(wish: OrderWish): Promise<OrderView> {
    const body = JSON.stringify(wish);
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    return await this.#send<OrderView>('POST', '/orders', [202, 201, 200], { body, headers });
  }

  async read(orderId: string): Promise<OrderView> {
    return await this.#send<OrderView>('GET', `/orders/${orderId}`, [200]);
  }

  /** The newest orders, up to 100. */
  async list(): Promise<readonly OrderView[]> {
    return (await this.#send<{ items: readonly OrderView[] }>('GET', '/orders?limit=100', [200])).items;
  }

  /** Whether it was accepted; if not, it came too late, and the order ends as if nobody had asked. */
  async cancel(orderId: string): Promise<boolean> {
    const answer = await this.#send<{ readonly code?: string }>('POST', `/orders/${orderId}/cancel`, [202, 409]);
    if (answer.code !== 'TOO_LATE') return true;
    // An earlier try may have been accepted, with an answer that was lost, and have ended the order since.
    return (await this.read(orderId)).status === 'CANCELLED';
  }

  /** Repeats what is answered "not now": with the same idempotency key, that is harmless. */
  async #send<Body>(method: string, path: string, expected: readonly number[], init: RequestInit = {}): Promise<Body> {
    const headers = { ...init.headers, authorization: `Bearer ${this.token}` };
    const until = performance.now() + patienceMilliseconds;
    for (;;) {
      const response = await fetch(`${this.#url}/api/v1${path}`, { ...init, method, headers, redirect: 'error' });
      const text = await response.text();
      if (expected.includes(response.status)) return JSON.parse(text) as Body;
      if (!isNotNow(response.status, text) || performance.now() > until) {
        throw new UnexpectedAnswerError(`${method} ${path} was answered ${response.status}: ${text.slice(0, 300)}`);
      }
      await delay(1000 * Number(response.headers.get('retry-after') ?? 1));
    }
  }
}

/** A key whose request is still being accepted (409) is a matter of moments too. Every other conflict stays one. */
function isNotNow(status: number, body: string): boolean {
  return status === 429 || status === 503 || (status === 409 && body.includes('"REQUEST_IN_PROGRESS"'));
}
