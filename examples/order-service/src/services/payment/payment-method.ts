/** How a payment method's provider behaves. Each is a way in which real ones do. */
export interface PaymentMethod {
  /** A definite no. */
  readonly declines?: true;
  /** How many requests with one key get 503 before one is let through. */
  readonly failsFirst?: number;
  /** How long after the charge its answer comes, in milliseconds. */
  readonly answersAfter?: number;
  /** Which answers never come, though the charge is made. */
  readonly swallows?: 'firstAnswer' | 'everyAnswer';
}

const methods: ReadonlyMap<string, PaymentMethod> = new Map<string, PaymentMethod>([
  ['pm_ok', {}],
  ['pm_declined', { declines: true }],
  ['pm_flaky', { failsFirst: 2 }],
  ['pm_slow', { answersAfter: 3_000 }],
  ['pm_timeout', { swallows: 'firstAnswer' }],
  ['pm_lost', { swallows: 'everyAnswer' }],
]);

/** The payment method of that name, `undefined` when there is none. */
export function findPaymentMethod(name: string): PaymentMethod | undefined {
  return methods.get(name);
}
