import { serviceToken } from '@saga/activities';
import { z } from 'zod';
import { apiProblem } from '../problems/api-problem.ts';
import { takeTurns } from './take-turns.ts';

/** What one of something costs. */
export interface Price {
  /** In the currency's minor unit (cents). */
  readonly amount: number;
  readonly currency: string;
}

/** What SKUs cost at this moment. */
export interface Catalogue {
  /** The price of one of each, by SKU. A SKU that the catalogue doesn't have is not in the answer. */
  prices(skus: readonly string[]): Promise<ReadonlyMap<string, Price>>;
}

export interface InventoryCatalogueOptions {
  /** `INVENTORY_SERVICE_URL`. */
  readonly url: string;
  /** `SERVICE_TOKEN_SECRET`. */
  readonly secret: string;
}

const item = z.object({ sku: z.string(), price: z.object({ amount: z.int().min(0), currency: z.string().length(3) }) });

/** All prices of one order together; a customer is waiting. */
const patienceMilliseconds = 3_000;

/** An order may have 100 SKUs; asking for them all at once would let one customer flood the inventory service. */
const questionsAtOnce = 8;

/** The catalogue that the inventory service owns. Nothing is remembered: a price holds for the order that is priced with it. */
export class InventoryCatalogue implements Catalogue {
  readonly #url: string;
  readonly #secret: string;

  constructor({ url, secret }: InventoryCatalogueOptions) {
    this.#url = url.replace(/\/$/, '');
    this.#secret = secret;
  }

  /** @throws Problem 503 when the inventory service does not give a plain answer in time. */
  async prices(skus: readonly string[]): Promise<ReadonlyMap<string, Price>> {
    const signal = AbortSignal.timeout(patienceMilliseconds);
    const token = await serviceToken({ secret: this.#secret, audience: 'inventory', subject: 'api' });
    const prices = new Map<string, Price>();
    const ask = async (sku: string) => {
      const price = await this.#price(sku, token, signal);
      if (price !== undefined) prices.set(sku, price);
    };
    await Promise.all(takeTurns(skus, questionsAtOnce, ask));
    return prices;
  }

  /** Whether the inventory service answers. Rejects if not. */
  async ping(): Promise<void> {
    const response = await fetch(`${this.#url}/health/live`, { signal: AbortSignal.timeout(patienceMilliseconds) });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The inventory service answered ${response.status} when asked whether it lives.`);
  }

  async #price(sku: string, token: string, signal: AbortSignal): Promise<Price | undefined> {
    // In a URL's path these two mean another path, percent-encoded or not, so they can't be asked for. No item is called so.
    if (sku === '.' || sku === '..') return undefined;
    try {
      const response = await fetch(`${this.#url}/items/${encodeURIComponent(sku)}`, {
        headers: { 'x-service-token': token, accept: 'application/json' },
        redirect: 'error',
        signal,
      });
      if (response.status === 404) {
        await response.body?.cancel();
        return undefined;
      }
      if (!response.ok) throw new Error(`The inventory service answered ${response.status} when asked for a price.`);
      const { price, sku: answered } = item.parse(await response.json());
      if (answered !== sku) throw new Error('The inventory service answered with another SKU than it was asked for.');
      return price;
    } catch (cause) {
      throw apiProblem('CATALOGUE_UNAVAILABLE', { headers: { 'Retry-After': '1' }, cause });
    }
  }
}
