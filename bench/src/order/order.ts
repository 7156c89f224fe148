/** What every system's saga is started with: an order of two lines, as the create-order example has it. */
export interface Order {
  readonly orderId: string;
  readonly customerId: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number; readonly unitPrice: number }[];
  readonly paymentMethod: string;
  readonly shippingAddress: {
    readonly line1: string;
    readonly city: string;
    readonly postalCode: string;
    readonly country: string;
  };
}

/** Whether all calls of a saga are applied, or the charge is refused and what came before it is undone. */
export type SagaPath = 'success' | 'undo';

/** The payment method that the participants refuse to charge. */
export const declinedCard = 'card-declined';

/** An order that takes the given path. Both are of one length, so that histories differ by what happened only. */
export function orderFor(orderId: string, path: SagaPath): Order {
  return {
    orderId,
    customerId: 'customer-1',
    items: [
      { sku: 'sku-tea', quantity: 2, unitPrice: 450 },
      { sku: 'sku-cup', quantity: 1, unitPrice: 1_200 },
    ],
    paymentMethod: path === 'success' ? 'card-accepted' : declinedCard,
    shippingAddress: { line1: '1 Example Street', city: 'Exampletown', postalCode: '00000', country: 'DE' },
  };
}
