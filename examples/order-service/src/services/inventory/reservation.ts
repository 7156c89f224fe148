import { inventoryRefusal, type ReserveArgument } from '@saga/activities';
import { Refusal } from 'saga-core/participant';

/** So many of one SKU. */
export interface ReservedLine {
  readonly sku: string;
  readonly quantity: number;
}

export type ReservationStatus = 'RESERVED' | 'RELEASED' | 'SOLD';

/** One line per SKU: lines of the same SKU are added up, so that stock is compared with what is wanted in all. */
export function addedUp(items: ReserveArgument['items']): readonly ReservedLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of items) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}

/** All lines or none: refuses when a SKU is unknown, or fewer are available than wanted. */
export function refuseShortage(lines: readonly ReservedLine[], available: ReadonlyMap<string, number>): void {
  for (const { sku, quantity } of lines) {
    const left = available.get(sku);
    if (left === undefined) throw new Refusal(inventoryRefusal.unknownSku, 'One of the SKUs is not in the catalogue.');
    if (left < quantity)
      throw new Refusal(inventoryRefusal.outOfStock, `${sku}: ${quantity} wanted, ${left} available.`);
  }
}

/** Only what is reserved can be released or sold. */
export function refuseUnlessReserved(status: ReservationStatus): void {
  if (status !== 'RESERVED') throw new Refusal('NOT_RESERVED', `The order's items are ${status}, which never changes.`);
}
