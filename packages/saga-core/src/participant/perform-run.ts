import type { SagaCall } from '../engine/saga-call.ts';
import { admitCall } from './admit-call.ts';
import { admitRun } from './admit-run.ts';
import type { CallAnswer } from './call-answer.ts';
import { forgetsRefusals } from './call-kind.ts';
import { type Performed, performEffect } from './perform-effect.ts';
import { Refusal } from './refusal.ts';
import { answerOf, readRunRow, refused } from './run-row.ts';
import { storeRefusal } from './store-refusal.ts';
import { storeResult } from './store-result.ts';
import type { Transaction } from './transaction.ts';

/** @internal */
export async function performRun<Tx extends Transaction, Result>(
  tx: Tx,
  call: SagaCall,
  lockTimeout: number,
  run: (tx: Tx) => Promise<Result>,
): Promise<Performed<CallAnswer<Result>>> {
  const admission = await admitCall(tx, call, lockTimeout, admitRun);
  if (admission === 'closed') return { keep: true, answer: answerOf(await readRunRow(tx, call), call) };
  const effect = admission === 'late' ? deadlinePassed() : await performEffect(tx, () => run(tx));
  if (!(effect instanceof Refusal)) return { keep: true, answer: await storeResult(tx, call, effect.value) };
  if (forgetsRefusals(call)) return { keep: false, answer: refused(effect.code, effect.detail) };
  await tx.query('ROLLBACK TO SAVEPOINT saga_effect');
  return { keep: true, answer: await storeRefusal(tx, call, effect) };
}

function deadlinePassed(): Refusal {
  return new Refusal('DEADLINE_PASSED', 'The call came after the end of its step.');
}
