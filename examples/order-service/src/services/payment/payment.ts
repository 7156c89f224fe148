import { type ChargeArgument, paymentRefusal, type RefundArgument } from '@saga/activities';
import type { PoolClient } from 'pg';
import { Refusal } from 'saga-core/participant';
import { lockCustomerBalance, moveToCustomer, moveToMerchant } from './account-repository.ts';
import { insertCharge, insertRefund, lockCharge } from './charge-repository.ts';
import { findPaymentMethod } from './payment-method.ts';

export interface ChargeOptions extends ChargeArgument {
  readonly paymentId: string;
  /** The call's key. */
  readonly key: string;
}

/** Charges an order's customer once, or refuses. */
export async function charge(tx: PoolClient, { paymentId, key, ...argument }: ChargeOptions): Promise<void> {
  const { customerId, paymentMethod, amount } = argument;
  const method = findPaymentMethod(paymentMethod);
  if (method === undefined) {
    throw new Refusal(paymentRefusal.unknownPaymentMethod, 'There is no such payment method.');
  }
  if (method.declines) throw new Refusal(paymentRefusal.paymentDeclined, 'The payment method was declined.');
  const balance = await lockCustomerBalance(tx, customerId);
  if (balance === undefined) throw new Refusal('NOT_A_CUSTOMER', 'The account to charge belongs to no customer.');
  if (balance < amount) throw new Refusal(paymentRefusal.insufficientFunds, 'The account does not hold the amount.');
  await insertCharge(tx, argument, paymentId, key);
  await moveToMerchant(tx, customerId, amount);
}

/**
 * Gives back what is left of a charge. The charge is the one that the barrier knows by its key (`ranKey`), so a caller that lost the
 * charge's answer, or patched its call, cannot name a wrong one; what it does name must fit.
 */
export async function refund(tx: PoolClient, argument: RefundArgument, ranKey: string, key: string): Promise<void> {
  const charged = await lockCharge(tx, ranKey);
  const named = 'paymentId' in argument ? argument.paymentId : charged?.paymentId;
  if (charged === undefined || charged.orderId !== argument.orderId || charged.paymentId !== named) {
    throw new Refusal('CHARGE_MISMATCH', 'The order or payment named is not the one that this step charged.');
  }
  const left = charged.amount - charged.refunded;
  await lockCustomerBalance(tx, charged.customerId);
  await insertRefund(tx, charged.paymentId, left, key);
  await moveToCustomer(tx, charged.customerId, left);
}
