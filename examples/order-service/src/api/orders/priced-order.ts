import { apiProblem } from '../problems/api-problem.ts';
import { addedUpLines } from './added-up-lines.ts';
import type { Catalogue, Price } from './catalogue.ts';
import type { RequestedLine } from './place-order-body.ts';

/** One SKU of an order, with what one cost in cents when the order was accepted. */
export interface PricedLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** An order's lines with their prices, and what they come to. */
export interface PricedOrder {
  readonly lines: readonly PricedLine[];
  readonly total: number;
  readonly currency: string;
}

/**
 * Prices what a customer wants from the catalogue as it is now.
 *
 * @throws Problem 422 `UNKNOWN_SKU`, 422 `MIXED_CURRENCIES`, 422 `TOTAL_TOO_LARGE`, or 503 when the catalogue does not answer.
 */
export async function pricedOrder(requested: readonly RequestedLine[], catalogue: Catalogue): Promise<PricedOrder> {
  const wanted = addedUpLines(requested);
  const prices = await catalogue.prices(wanted.map(({ sku }) => sku));
  requireKnown(requested, prices);
  const priced = wanted.flatMap(({ sku, quantity }) => {
    const price = prices.get(sku);
    return price === undefined ? [] : [{ sku, quantity, price }];
  });
  const lines = priced.map(({ sku, quantity, price }) => ({ sku, quantity, unitPrice: price.amount }));
  return { lines, total: totalOf(lines), currency: currencyOf(priced.map(({ price }) => price)) };
}

function requireKnown(requested: readonly RequestedLine[], prices: ReadonlyMap<string, Price>): void {
  const errors = requested.flatMap(({ sku }, index) =>
    prices.has(sku) ? [] : [{ path: `items.${index}.sku`, message: 'is not in the catalogue' }],
  );
  if (errors.length > 0) throw apiProblem('UNKNOWN_SKU', { errors });
}

function currencyOf(prices: readonly Price[]): string {
  const [currency, ...others] = new Set(prices.map((price) => price.currency));
  if (currency !== undefined && others.length === 0) return currency;
  throw apiProblem('MIXED_CURRENCIES');
}

function totalOf(lines: readonly PricedLine[]): number {
  // Each product and each sum is looked at: past 2^53 a wrong sum can come back into the safe range only by way of an unsafe one.
  let total = 0;
  for (const { quantity, unitPrice } of lines) {
    total += quantity * unitPrice;
    if (!Number.isSafeInteger(total)) {
      throw apiProblem('TOTAL_TOO_LARGE');
    }
  }
  return total;
}
