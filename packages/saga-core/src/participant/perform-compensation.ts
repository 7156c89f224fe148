import type { SagaCall } from '../engine/saga-call.ts';
import { admitCall } from './admit-call.ts';
import { type AppliedRun, admitCompensation } from './admit-compensation.ts';
import type { CallAnswer } from './call-answer.ts';
import { type Performed, performEffect } from './perform-effect.ts';
import { Refusal } from './refusal.ts';
import { refused } from './run-row.ts';
import type { Transaction } from './transaction.ts';

/** @internal */
export async function performCompensation<Tx extends Transaction, Result>(
  tx: Tx,
  call: SagaCall,
  lockTimeout: number,
  compensate: (tx: Tx, ran: AppliedRun<Result>) => Promise<void>,
): Promise<Performed<CallAnswer<never>>> {
  const ran = await admitCall(tx, call, lockTimeout, admitCompensation<Result>);
  const effect = ran === undefined ? undefined : await performEffect(tx, () => compensate(tx, ran));
  if (effect instanceof Refusal) return { keep: false, answer: refused(effect.code, effect.detail) };
  return { keep: true, answer: { outcome: 'applied', result: undefined } };
}
