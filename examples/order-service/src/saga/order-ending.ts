import type { SagaCause } from 'saga-core';

/** Why an order FAILED, as its customer reads it. */
export interface OrderFailure {
  readonly code: OrderFailureCode;
  readonly detail: string;
}

/** Why an order FAILED, for machines. */
export const orderFailureCodes = [
  'OUT_OF_STOCK',
  'PAYMENT_DECLINED',
  'PAYMENT_UNKNOWN',
  'UNAVAILABLE',
  'DEADLINE_PASSED',
  'REJECTED',
] as const;
export type OrderFailureCode = (typeof orderFailureCodes)[number];

/** How an order ended. */
export type OrderEnding =
  | { readonly status: 'CONFIRMED' | 'CANCELLED' }
  | { readonly status: 'FAILED'; readonly failure: OrderFailure };

// Our own sentences, never the participant's: what a service or a database wrote about a refusal is not for customers.
const details: Readonly<Record<OrderFailureCode, string>> = {
  OUT_OF_STOCK: 'At least one item is out of stock. Nothing was charged.',
  PAYMENT_DECLINED: 'The payment was declined. Nothing was charged.',
  PAYMENT_UNKNOWN: 'The payment could not be verified. What was charged has been refunded.',
  UNAVAILABLE: 'A service that the order needs did not answer. What was charged has been refunded.',
  DEADLINE_PASSED: 'The order was not complete in time. What was charged has been refunded.',
  REJECTED: 'The order was rejected. What was charged has been refunded.',
};

/** How an order ends whose saga was unwound for this cause. Somebody who asked for it gets CANCELLED; every other cause is a failure. */
export function endingOfCause(cause: SagaCause): OrderEnding {
  if (cause.kind === 'cancelled') return { status: 'CANCELLED' };
  const code = failureCode(cause);
  return { status: 'FAILED', failure: { code, detail: details[code] } };
}

function failureCode({ kind, step, code }: SagaCause): OrderFailureCode {
  if (kind === 'deadline') return 'DEADLINE_PASSED';
  if (kind === 'inDoubt') return step === 'processPayment' ? 'PAYMENT_UNKNOWN' : 'UNAVAILABLE';
  // A participant also refuses a call that reaches it after its step's budget: that says nothing of stock or money.
  if (code === 'DEADLINE_PASSED') return 'DEADLINE_PASSED';
  if (step === 'reserveItems') return 'OUT_OF_STOCK';
  if (step === 'processPayment') return 'PAYMENT_DECLINED';
  return 'REJECTED';
}
