import type { LedgerRow } from './audit-facts.ts';

/** The rows of one order. */
export class OrderLedger {
  readonly rows: readonly LedgerRow[];

  constructor(orderId: string, ledger: readonly LedgerRow[]) {
    this.rows = ledger.filter((row) => row.orderId === orderId);
  }

  count(...kinds: readonly LedgerRow['kind'][]): number {
    return this.#of(kinds).length;
  }

  sum(...kinds: readonly LedgerRow['kind'][]): number {
    return this.#of(kinds).reduce((sum, { amount }) => sum + amount, 0);
  }

  /** Pieces by SKU. */
  pieces(kind: LedgerRow['kind']): ReadonlyMap<string, number> {
    return addedUp(this.#of([kind]).map(({ sku, amount }) => ({ sku: sku ?? '', quantity: amount })));
  }

  #of(kinds: readonly LedgerRow['kind'][]): readonly LedgerRow[] {
    return this.rows.filter(({ kind }) => kinds.includes(kind));
  }
}

/** Quantities by SKU, those of the same SKU added up. */
export function addedUp(lines: readonly { sku: string; quantity: number }[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return sums;
}
