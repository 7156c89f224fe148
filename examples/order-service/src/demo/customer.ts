import { randomUUID } from 'node:crypto';
import { developmentAudience, developmentIssuer } from '../api/auth/development-keys.ts';
import type { OrderView } from '../api/orders/order-view.ts';
import { developmentToken } from '../api/token/development-token.ts';

/** What a customer asks for. */
export interface OrderWish {
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  readonly paymentMethod: string;
}

/** The API answered what it should not have. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly code = 'UNEXPECTED_ANSWER';
}

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
    return await this.#send<OrderView>('POST', '/orders', 202, { body, headers });
  }

  async read(orderId: string): Promise<OrderView> {
    return await this.#send<OrderView>('GET', `/orders/${orderId}`, 200);
  }

  /** The newest orders, up to 100. */
  async list(): Promise<readonly OrderView[]> {
    return (await this.#send<{ items: readonly OrderView[] }>('GET', '/orders?limit=100', 200)).items;
  }

  async cancel(orderId: string): Promise<OrderView> {
    return await this.#send<OrderView>('POST', `/orders/${orderId}/cancel`, 202);
  }

  async #send<Body>(method: string, path: string, expected: number, init: RequestInit = {}): Promise<Body> {
    const headers = { ...init.headers, authorization: `Bearer ${this.token}` };
    const response = await fetch(`${this.#url}/api/v1${path}`, { ...init, method, headers, redirect: 'error' });
    const text = await response.text();
    if (response.status === expected) return JSON.parse(text) as Body;
    throw new UnexpectedAnswerError(
      `${method} ${path} was answered ${response.status} where ${expected} was due: ${text.slice(0, 300)}`,
    );
  }
}
