/** One line of an order as it was priced: whole pieces, and cents a piece. */
export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** Where an order is sent. */
export interface ShippingAddress {
  readonly line1: string;
  readonly city: string;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** What the API priced and saved before it started the saga. */
export interface CreateOrderInput {
  readonly orderId: string;
  readonly customerId: string;
  readonly items: readonly OrderLine[];
  readonly paymentMethod: string;
  readonly shippingAddress?: ShippingAddress;
}
