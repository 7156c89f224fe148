import { randomUUID } from 'node:crypto';
import { developmentAudience, developmentIssuer } from '../../src/api/auth/development-keys.ts';
import type { OrderView } from '../../src/api/orders/order-schema.ts';
import { developmentToken } from '../../src/api/token/development-token.ts';
import { ApiContract } from './api-contract.ts';

/** An answer of the API with its body read. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

/** A problem's body. */
export interface ProblemBody {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
}

/** A customer of the API at a URL, over real HTTP. */
export class OrderApiClient {
  readonly #url: string;
  /** The bearer token that it sends. */
  readonly token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.token = token;
  }

  /** A customer with a development token of their own. */
  static async as(
    url: string,
    subject: string = `customer-${randomUUID()}`,
    role: 'customer' | 'operator' = 'customer',
  ): Promise<OrderApiClient> {
    const token = await developmentToken({
      subject,
      role,
      lifetimeSeconds: 3600,
      issuer: developmentIssuer,
      audience: developmentAudience,
    });
    return new OrderApiClient(url, token);
  }

  /** Any request, the token added unless `headers` has one. Rejects when the answer is not as the OpenAPI document says. */
  async send<Body = ProblemBody>(method: string, path: string, init: RequestInit = {}): Promise<Answer<Body>> {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${this.token}`);
    const response = await fetch(`${this.#url}${path}`, { method, redirect: 'error', ...init, headers });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const answer = {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson && text !== '' ? JSON.parse(text) : undefined) as Body,
    };
    const violations = (await this.#contract()).violations(method, path, answer);
    if (violations.length > 0) throw new Error(`The answer breaks the API's contract: ${violations.join('; ')}`);
    return answer;
  }

  // An API that limits requests counts this one too, so it is read only once.
  #contract(): Promise<ApiContract> {
    return ApiContract.read(this.#url);
  }

  /** `POST /orders` with any body. */
  async place<Body = OrderView>(
    body: unknown,
    { key = randomUUID(), prefer }: { key?: string; prefer?: string } = {},
  ): Promise<Answer<Body>> {
    return this.send('POST', '/api/v1/orders', {
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(prefer !== undefined && { prefer }),
      },
      body: JSON.stringify(body),
    });
  }

  async read(id: string, headers: Record<string, string> = {}): Promise<Answer<OrderView>> {
    return this.send('GET', `/api/v1/orders/${id}`, { headers });
  }

  async cancel<Body = OrderView>(id: string): Promise<Answer<Body>> {
    return this.send('POST', `/api/v1/orders/${id}/cancel`);
  }

  async list<Body = { items: OrderView[]; nextCursor: string | null }>(query = ''): Promise<Answer<Body>> {
    return this.send('GET', `/api/v1/orders${query}`);
  }
}

/** A body that is accepted. */
export const oneBook = { items: [{ sku: 'sku-book', quantity: 1 }], paymentMethod: 'pm_ok' };
