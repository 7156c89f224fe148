import { serviceToken } from '@saga/activities';
import { alwaysPromises } from './always-promises.ts';
import type { AuditedOrder, Holdings, Stock } from './audit-facts.ts';
import { endedPromises } from './ended-promises.ts';
import { readLedgers } from './read-ledgers.ts';

/** Where an auditor reads, and as whom. */
export interface AuditorOptions {
  /** The order, inventory and payment services' own databases. */
  readonly databaseUrls: readonly string[];
  readonly inventoryUrl: string;
  readonly paymentUrl: string;
  /** `SERVICE_TOKEN_SECRET`. */
  readonly secret: string;
  /** The customers whose orders will be audited. */
  readonly customerIds: readonly string[];
}

/** A promise, and what was found to break it. */
export interface AuditedPromise {
  readonly promise: string;
  readonly violations: readonly string[];
}

const skus = ['sku-book', 'sku-pen', 'sku-lamp', 'sku-rare', 'sku-none'];

/**
 * Checks afterwards, from outside, whether orders kept what the example promises. It reads the services' ledgers, stock and
 * accounts, and what the API told the customers; nothing else of any service.
 *
 * @example
 * const auditor = await Auditor.open(options); // before the first order
 * // … orders come and end …
 * const broken = (await auditor.audit(orders)).filter(({ violations }) => violations.length > 0);
 */
export class Auditor {
  readonly #options: AuditorOptions;
  readonly #before: Holdings;

  private constructor(options: AuditorOptions, before: Holdings) {
    this.#options = options;
    this.#before = before;
  }

  /** Notes stock and accounts as they are now. */
  static async open(options: AuditorOptions): Promise<Auditor> {
    return new Auditor(options, await holdings(options));
  }

  /** Judges all orders that these customers placed since. Call it when their sagas have ended. */
  async audit(orders: readonly AuditedOrder[]): Promise<readonly AuditedPromise[]> {
    const ids = orders.map(({ id }) => id);
    const [ledger, after] = await Promise.all([readLedgers(this.#options.databaseUrls, ids), holdings(this.#options)]);
    const facts = { orders, ledger, before: this.#before, after };
    return [...alwaysPromises, ...endedPromises].map(({ promise, violations }) => ({
      promise,
      violations: violations(facts),
    }));
  }
}

async function holdings({ inventoryUrl, paymentUrl, secret, customerIds }: AuditorOptions): Promise<Holdings> {
  const inventory = await reader(inventoryUrl, 'inventory', secret);
  const payment = await reader(paymentUrl, 'payment', secret);
  const stock = await Promise.all(skus.map((sku) => inventory<Stock>(`/items/${sku}`)));
  const balances = await Promise.all(
    [...customerIds, 'merchant'].map(async (id) => {
      const { balance } = await payment<{ balance: number }>(`/accounts/${encodeURIComponent(id)}`);
      return [id, balance] as const;
    }),
  );
  return { stock, balances: new Map(balances) };
}

async function reader(url: string, audience: string, secret: string) {
  const token = await serviceToken({ secret, audience, subject: 'auditor' });
  return async <Body>(path: string): Promise<Body> => {
    const response = await fetch(`${url}${path}`, { headers: { 'x-service-token': token }, redirect: 'error' });
    if (!response.ok)
      throw new Error(`The auditor cannot read ${path} of the ${audience} service: ${response.status}.`);
    return (await response.json()) as Body;
  };
}
