import type { Order } from './order.ts';

/** The operations of the participants, each with what it takes and what it gives. */
export interface Operations {
  createOrder(order: Order): { readonly total: number };
  cancelOrder(order: { readonly orderId: string }): void;
  reserveItems(order: {
    readonly orderId: string;
    readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  }): { readonly reservationId: string };
  releaseItems(order: { readonly orderId: string }): void;
  commitItems(order: { readonly orderId: string }): void;
  chargePayment(order: {
    readonly orderId: string;
    readonly customerId: string;
    readonly paymentMethod: string;
    readonly amount: number;
  }): { readonly paymentId: string };
  refundPayment(order: { readonly orderId: string }): void;
  confirmOrder(order: { readonly orderId: string }): void;
  /** A call of the growth measurements, of which a saga may have any number. */
  note(call: { readonly orderId: string }): void;
}

export type OperationName = keyof Operations;
export type ArgumentOf<Name extends OperationName> = Parameters<Operations[Name]>[0];
export type ResultOf<Name extends OperationName> = ReturnType<Operations[Name]>;

/** The calls of one saga on each path, in order: the same for every system, and five on both. */
export const callsOf = {
  success: ['createOrder', 'reserveItems', 'chargePayment', 'confirmOrder', 'commitItems'],
  undo: ['createOrder', 'reserveItems', 'chargePayment', 'releaseItems', 'cancelOrder'],
} as const satisfies Record<string, readonly OperationName[]>;
