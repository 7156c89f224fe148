interface Charge {
  readonly orderId: string;
  readonly paymentId: string;
  readonly amount: number;
  refunded: boolean;
}

/** What a shop's services hold of one order. */
export interface Holdings {
  readonly reserved: boolean;
  readonly charged: number;
  readonly confirmed: boolean;
}

/** A stock, a bank and an order book in memory. All is done once, by order or by key, and nothing is refused for coming late. */
export class Shop {
  readonly #reservations = new Set<string>();
  readonly #charges = new Map<string, Charge>();
  readonly #confirmed = new Set<string>();

  reserve({ orderId, sku }: { readonly orderId: string; readonly sku: string }): boolean {
    if (sku === 'sold-out') return false;
    this.#reservations.add(orderId);
    return true;
  }

  release(orderId: string): void {
    this.#reservations.delete(orderId);
  }

  charge(
    key: string,
    { orderId, card, price }: { readonly orderId: string; readonly card: string; readonly price: number },
  ): string | undefined {
    if (card === 'declined') return undefined;
    const charge = this.#charges.get(key) ?? {
      orderId,
      paymentId: `payment-${orderId}`,
      amount: price,
      refunded: false,
    };
    this.#charges.set(key, charge);
    return charge.paymentId;
  }

  refund(which: { readonly paymentId: string } | { readonly chargeKey: string }): void {
    for (const [key, charge] of this.#charges)
      if ('chargeKey' in which ? key === which.chargeKey : charge.paymentId === which.paymentId) charge.refunded = true;
  }

  confirm({ orderId, sku }: { readonly orderId: string; readonly sku: string }): boolean {
    if (sku === 'not-for-sale') return false;
    this.#confirmed.add(orderId);
    return true;
  }

  holdings(orderId: string): Holdings {
    const standing = [...this.#charges.values()].filter((charge) => charge.orderId === orderId && !charge.refunded);
    return {
      reserved: this.#reservations.has(orderId),
      charged: standing.reduce((sum, { amount }) => sum + amount, 0),
      confirmed: this.#confirmed.has(orderId),
    };
  }
}
