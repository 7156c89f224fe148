/** Why payment refuses, for good. */
export const paymentRefusal = {
  paymentDeclined: 'PAYMENT_DECLINED',
  insufficientFunds: 'INSUFFICIENT_FUNDS',
  unknownPaymentMethod: 'UNKNOWN_PAYMENT_METHOD',
} as const;
