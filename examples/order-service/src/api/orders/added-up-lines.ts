import type { RequestedLine } from './place-order-body.ts';

/**
 * Adds up lines of the same SKU, in the order in which each SKU came first. With at most 100 lines of at most 1,000
 * each, the sum is exact.
 */
export function addedUpLines(lines: readonly RequestedLine[]): RequestedLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}
