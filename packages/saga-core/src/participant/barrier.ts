import type { Pool, PoolClient } from 'pg';
import type { SagaCall } from '../engine/saga-call.ts';
import { admitCall } from './admit-call.ts';
import type { AppliedRun } from './admit-compensation.ts';
import type { CallAnswer, FenceAnswer } from './call-answer.ts';
import { closeRun } from './close-run.ts';
import { inSavepoint } from './in-savepoint.ts';
import { inTransaction } from './in-transaction.ts';
import { performCompensation } from './perform-compensation.ts';
import type { Performed } from './perform-effect.ts';
import { performRun } from './perform-run.ts';
import { fenceAnswerOf } from './run-row.ts';
import type { Transaction } from './transaction.ts';
import { WrongOperationError } from './wrong-operation-error.ts';

/** What a participant does for one step, in the transaction that holds the barrier's row. A call needs only its own operation's handler. */
export interface CallHandlers<Tx, Result> {
  /** Applies the step. What it returns must be JSON, or nothing. */
  readonly run?: (tx: Tx) => Promise<Result>;
  /** Undoes the run. Called only when there is one that was applied and not undone. */
  readonly compensate?: (tx: Tx, ran: AppliedRun<Result>) => Promise<void>;
}

export interface BarrierOptions {
  /** Milliseconds that a call waits for another transaction on the same step. Less than a caller's patience with one attempt. Default 4000. */
  readonly lockTimeout?: number;
}

/** A participant's half of the protocol: see {@link barrier}. */
export interface Barrier<Tx> {
  /**
   * Performs a run or a compensation at most once, and answers every duplicate with the first answer.
   *
   * @throws CallInProgressError when another call for the step did not end in time; WrongOperationError for a fence, or without the
   * operation's handler; and whatever a handler throws other than a `Refusal`. Nothing happened then, and the call may be repeated.
   */
  handle<Result>(call: SagaCall, handlers: CallHandlers<Tx, Result>): Promise<CallAnswer<Result>>;
  /**
   * Waits for a run in progress, and says whether the run was applied. If not, it never will be.
   *
   * @throws CallInProgressError when the run did not end in time
   */
  fence<Result = unknown>(call: SagaCall): Promise<FenceAnswer<Result>>;
}

/**
 * Stands between a saga's calls and a participant's effects, so that messages which are lost, doubled, late or overtaken do no harm.
 * Its row for a call and the effects of the call's handler are one local transaction: both happen, or neither. Rule R11.
 *
 * - A *duplicate* gets the first answer, also while the first is in progress (it waits) and after the undo.
 * - A compensation without a run (*empty*) is accepted, does nothing, and closes the step.
 * - A run that comes after its compensation (*hanging*) is refused `ALREADY_COMPENSATED`; after a fence, `FENCED`; first seen after its
 *   `notAfter` by the database's clock, `DEADLINE_PASSED`.
 * - A `Refusal` of a run is stored as its answer, and what the handler wrote is rolled back to a savepoint. Refusals of a compensation,
 *   of a call that must succeed and of an operator's patched call are rolled back, answered and forgotten; a patched call may also
 *   run where its first form was refused.
 *
 * Sources: microservices.io, pattern "Idempotent Consumer" (the processed message's id is stored with the effect); dtm's documentation, page
 * "Exceptions and sub-transaction barrier" (names empty compensation, hanging and duplicates, and answers all three by inserted rows).
 *
 * The table is `participantSchema`. The isolation level is READ COMMITTED.
 *
 * @example
 * ```ts
 * const answer = await barrier(pool).handle(call, {
 *   run: async (tx) => ({ reservationId: await reserve(tx, order) }),
 *   compensate: async (tx, ran) => await release(tx, ran.result.reservationId),
 * });
 * ```
 */
export function barrier(pool: Pool, options: BarrierOptions = {}): Barrier<PoolClient> {
  return barrierOver((work) => inTransaction(pool, work), options);
}

/**
 * The barrier within a transaction of yours, for effects that are to commit together with more than the call, or through a query builder.
 * Send the answer only after your commit has succeeded, and commit also when the answer is `refused`.
 *
 * A serialization failure (only under a stricter isolation level than READ COMMITTED) means: repeat your whole transaction.
 *
 * @example
 * ```ts
 * const answer = await barrierWithin(client).handle(call, { run: async (tx) => await charge(tx, order) });
 * await client.query('COMMIT');
 * ```
 */
export function barrierWithin<Tx extends Transaction>(tx: Tx, options: BarrierOptions = {}): Barrier<Tx> {
  return barrierOver((work) => inSavepoint(tx, work), options);
}

type Envelope<Tx> = <Answer>(work: (tx: Tx) => Promise<Performed<Answer>>) => Promise<Answer>;

function barrierOver<Tx extends Transaction>(
  envelope: Envelope<Tx>,
  { lockTimeout = 4_000 }: BarrierOptions,
): Barrier<Tx> {
  if (!Number.isInteger(lockTimeout) || lockTimeout < 1) {
    throw new RangeError(`lockTimeout is ${lockTimeout}; it must be a whole number of milliseconds, at least 1.`);
  }
  return {
    async handle(call, { run, compensate }) {
      if (call.operation === 'run' && run !== undefined)
        return await envelope((tx) => performRun(tx, call, lockTimeout, run));
      if (call.operation === 'compensate' && compensate !== undefined) {
        return await envelope((tx) => performCompensation(tx, call, lockTimeout, compensate));
      }
      throw new WrongOperationError(call, [
        ...(run ? ['run' as const] : []),
        ...(compensate ? ['compensate' as const] : []),
      ]);
    },
    async fence(call) {
      if (call.operation !== 'fence') throw new WrongOperationError(call, ['fence']);
      return await envelope(async (tx) => {
        const row = await admitCall(tx, call, lockTimeout, () => closeRun(tx, call, 'fence'));
        return { keep: true, answer: fenceAnswerOf(row) };
      });
    },
  };
}
