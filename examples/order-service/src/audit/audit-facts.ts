/** One effect, as a service's `saga_ledger` has it. */
export interface LedgerRow {
  readonly orderId: string;
  readonly kind:
    | 'created'
    | 'confirmed'
    | 'cancelled'
    | 'failed'
    | 'reserved'
    | 'released'
    | 'sold'
    | 'charged'
    | 'refunded';
  /** Cents or pieces. */
  readonly amount: number;
  readonly sku: string | null;
  /** Microseconds since 1970. */
  readonly at: number;
}

/** An order as its customer was told: by the API alone. */
export interface AuditedOrder {
  readonly id: string;
  readonly customerId: string;
  readonly status: 'PENDING' | 'CONFIRMED' | 'CANCELLED' | 'FAILED';
  /** Its saga has completed or was undone. */
  readonly hasEnded: boolean;
  /** Cents. */
  readonly total: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

export interface Stock {
  readonly sku: string;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

/** What can change while orders are carried out. */
export interface Holdings {
  readonly stock: readonly Stock[];
  /** Cents by account. */
  readonly balances: ReadonlyMap<string, number>;
}

/** All that an audit judges by. */
export interface AuditFacts {
  readonly orders: readonly AuditedOrder[];
  readonly ledger: readonly LedgerRow[];
  readonly before: Holdings;
  readonly after: Holdings;
}
