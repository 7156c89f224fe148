import type { Client } from '@temporalio/client';
import type { OperatorDecision } from '../engine/decision.ts';
import type { GivenWord } from '../engine/given-word.ts';
import type { RollbackPreview } from '../engine/rollback-preview.ts';
import type { SagaView } from '../engine/saga-view.ts';
import { AnswerMisfitError } from '../errors/answer-misfit-error.ts';
import { DecisionMisfitError } from '../errors/decision-misfit-error.ts';
import type { CancelAnswer } from '../protocol/cancel-answer.ts';
import {
  answerMisfitType,
  answerUpdateName,
  decisionMisfitType,
  resolveUpdateName,
  rollbackPreviewQueryName,
} from '../protocol/names.ts';
import type { StatusAnswer } from '../protocol/status-answer.ts';
import { type CancelWish, cancelSaga } from './cancel-saga.ts';
import { executeUpdate } from './execute-update.ts';
import { readStatus } from './read-status.ts';
import { type ResultOptions, resultOfSaga } from './result-of-saga.ts';
import { type AskOptions, refusalOfUpdate, SagaConnection } from './saga-connection.ts';
import { readTimeline } from './timeline/read-timeline.ts';
import type { SagaTimeline } from './timeline/saga-timeline.ts';
import { type WatchOptions, watchSaga } from './watch-saga.ts';
import { whyNotRetried } from './why-not-retried.ts';

/** Why a cancel is asked for, and by whom. Both land in history: nothing personal. */
export interface CancelOptions extends AskOptions, CancelWish {}

/**
 * One saga, live. Every method throws {@link SagaNotFoundError} for an id that Temporal does not know, and
 * {@link SagaUnavailableError} when Temporal or the saga's workers did not answer, so that nothing is known.
 */
export class SagaHandle<Output> {
  readonly id: string;
  readonly #saga: SagaConnection;

  /** @internal Made by `SagaClient`. */
  constructor(client: Client, id: string, within: number) {
    this.id = id;
    this.#saga = new SagaConnection(client, id, within);
  }

  /** How far the saga is. Asks one of its workers, also when it has ended. */
  async status({ within }: AskOptions = {}): Promise<SagaView> {
    return await this.#saga.ask('tell its status', within, () => readStatus(this.#saga, within));
  }

  /**
   * All that the saga's history tells: each call with its tries and times, and what happened to the saga as a whole, operator
   * decisions with actor and reason among it. Follows every run of a saga that was continued as new. Needs no worker.
   *
   * @example
   * ```ts
   * const { entries } = await trip.timeline();
   * entries.filter((entry) => entry.kind === 'decided').map(({ decision }) => `${decision.actor}: ${decision.reason}`);
   * ```
   */
  async timeline({ within }: AskOptions = {}): Promise<SagaTimeline> {
    return await this.#saga.ask('tell its timeline', within, () => readTimeline(this.#saga.client, this.id));
  }

  /**
   * The saga's views: how far it is now, and again after each change, until it has closed; the last one is the ended one.
   * Fed by long polls of its history, so it costs the workflow no event, and each view one query. A view that was not
   * taken before the next change is left out.
   *
   * @throws {@link SagaBrokenOffError} at the end, when the saga was closed from outside
   * @throws {@link SagaUnavailableError} when for `within` nothing was heard of Temporal or of the workers
   *
   * @example
   * ```ts
   * for await (const { status } of trip.watch({ signal: AbortSignal.timeout(60_000) })) console.log(status);
   * ```
   */
  watch(options: WatchOptions = {}): AsyncGenerator<SagaView, void, void> {
    return watchSaga(this.#saga, options);
  }

  /**
   * What would happen if the saga failed now: these calls, in this order, with these arguments; or nothing, because its pivot
   * was sent (`irreversible`) or it has `ended`. Asks one of its workers, and changes nothing.
   */
  async rollbackPreview({ within }: AskOptions = {}): Promise<RollbackPreview> {
    return await this.#saga.query<RollbackPreview>('tell its rollback', within, rollbackPreviewQueryName);
  }

  /**
   * Asks for the saga to be unwound. Accepted, it will be, or is being for an earlier cause; too late, it will not be:
   * its pivot was sent or it has ended. Asking again is harmless.
   */
  async cancel({ within, ...wish }: CancelOptions = {}): Promise<CancelAnswer> {
    return await this.#saga.ask('be cancelled', within, () => cancelSaga(this.#saga, wish));
  }

  /**
   * Decides about a parked call. Gives the status after it.
   *
   * @throws {@link DecisionMisfitError} when the decision does not fit the state; nothing is written then
   */
  async resolve(decision: OperatorDecision, { within }: AskOptions = {}): Promise<StatusAnswer> {
    const asked = 'take the decision';
    const unfit = await this.#saga.ask(asked, within, () => whyNotRetried(this.#saga, decision));
    if (unfit !== undefined) throw new DecisionMisfitError(this.id, unfit);
    return await this.#update(
      { name: resolveUpdateName, asked, within, misfitType: decisionMisfitType },
      [decision],
      (why, cause) =>
        new DecisionMisfitError(
          this.id,
          why ??
            `Saga '${this.id}' has ended; nothing is left to decide. If it was broken off, SagaClient.unwind undoes what it left behind.`,
          { cause },
        ),
    );
  }

  /**
   * Gives a step that waits for one (`waitFor`) its word: a value, or a no, which counts like a participant's refusal.
   * `step` is the step's address: its name, inside a `forEach` followed by `/` and the item's key. A word that comes before
   * the step waits for it is kept. Gives the status after it.
   *
   * @throws {@link AnswerMisfitError} when no step waits for it, or it has had its word; nothing is written then
   *
   * @example
   * ```ts
   * await trip.answer('approval', { value: { approvedBy: 'desk-4' } });
   * await trip.answer('approval', { refused: { code: 'TOO_EXPENSIVE' } });
   * ```
   */
  async answer(step: string, word: GivenWord, { within }: AskOptions = {}): Promise<StatusAnswer> {
    return await this.#update(
      { name: answerUpdateName, asked: 'take the word', within, misfitType: answerMisfitType },
      [step, word],
      (why, cause) =>
        new AnswerMisfitError(this.id, why ?? `Saga '${this.id}' has ended; no word changes it any more.`, { cause }),
    );
  }

  /**
   * Waits for the saga's end, however long it takes.
   *
   * @throws {@link SagaCompensatedError} when it was unwound
   * @throws {@link SagaBrokenOffError} when it was closed from outside without its undo
   * @throws {@link SagaNeedsAttentionError} when a call waits for a decision and `onNeedsAttention` is `throw`
   */
  async result(options: ResultOptions = {}): Promise<Output> {
    return (await resultOfSaga(this.#saga, options)) as Output;
  }

  async #update<Answer>(
    { name, asked, within, misfitType }: UpdateOptions,
    args: [unknown, ...unknown[]],
    misfit: (why: string | undefined, cause: unknown) => Error,
  ): Promise<Answer> {
    return await this.#saga.ask(asked, within, async () => {
      try {
        return await executeUpdate<Answer, [unknown, ...unknown[]]>(this.#saga, name, args);
      } catch (error) {
        const why = refusalOfUpdate(error, misfitType);
        if (why !== undefined || (await this.#saga.hasEnded(error))) throw misfit(why, error);
        throw error;
      }
    });
  }
}

interface UpdateOptions {
  readonly name: string;
  /** Completes "the saga could not …". */
  readonly asked: string;
  readonly within: number | undefined;
  /** The `type` of the failure by which the update's validator refuses it. */
  readonly misfitType: string;
}
