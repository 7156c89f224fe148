import type { CancelOrderArgument } from '@saga/activities';

type Cause = CancelOrderArgument['cause'];

export type OrderFailureCode =
  | 'OUT_OF_STOCK'
  | 'PAYMENT_DECLINED'
  | 'PAYMENT_UNKNOWN'
  | 'UNAVAILABLE'
  | 'DEADLINE_PASSED'
  | 'REJECTED';

/** Why an order failed, as its customer reads it. */
export interface OrderFailure {
  readonly code: OrderFailureCode;
  readonly detail: string;
}

const standardDetail: Readonly<Record<OrderFailureCode, string>> = {
  OUT_OF_STOCK: 'Not all of the items are in stock.',
  PAYMENT_DECLINED: 'The payment was declined.',
  PAYMENT_UNKNOWN: 'The payment service gave no definite answer. What was charged has been refunded.',
  UNAVAILABLE: 'A service that the order needs gave no definite answer.',
  DEADLINE_PASSED: 'The order was not completed in time.',
  REJECTED: 'The order was rejected.',
};

/** Says the cause that unwound a saga in the words of the shop. */
export function orderFailure(cause: Cause): OrderFailure {
  const code = codeOf(cause);
  const said = cause.kind === 'refused' ? printable(cause.detail ?? '') : '';
  return { code, detail: said === '' ? standardDetail[code] : said };
}

function codeOf({ kind, step, code }: Cause): OrderFailureCode {
  if (kind === 'deadline' || code === 'DEADLINE_PASSED') return 'DEADLINE_PASSED';
  if (kind === 'inDoubt') return step === 'processPayment' ? 'PAYMENT_UNKNOWN' : 'UNAVAILABLE';
  if (step === 'reserveItems') return 'OUT_OF_STOCK';
  if (step === 'processPayment') return 'PAYMENT_DECLINED';
  return 'REJECTED';
}

/** The sentence came through other services. An undo must not fail because Postgres cannot store one of its characters. */
function printable(detail: string): string {
  return detail
    .slice(0, 500)
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
}
