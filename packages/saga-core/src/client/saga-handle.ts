import {
  type Client,
  isGrpcServiceError,
  WorkflowFailedError,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { OperatorDecision } from '../engine/decision.ts';
import type { SagaCause } from '../engine/saga-cause.ts';
import type { SagaView } from '../engine/saga-view.ts';
import { DecisionMisfitError } from '../errors/decision-misfit-error.ts';
import { SagaBrokenOffError } from '../errors/saga-broken-off-error.ts';
import { SagaCompensatedError } from '../errors/saga-compensated-error.ts';
import { SagaError } from '../errors/saga-error.ts';
import { SagaNotFoundError } from '../errors/saga-not-found-error.ts';
import { SagaUnavailableError } from '../errors/saga-unavailable-error.ts';
import type { CancelAnswer } from '../protocol/cancel-answer.ts';
import {
  cancelUpdateName,
  compensatedType,
  decisionMisfitType,
  resolveUpdateName,
  statusQueryName,
} from '../protocol/names.ts';
import type { StatusAnswer } from '../protocol/status-answer.ts';
import { sagaAttempts } from './saga-attempts.ts';

/** How long one question may take. */
export interface AskOptions {
  /** Milliseconds. Default: the client's. */
  readonly within?: number;
}

/** Why a cancel is asked for. It lands in history: nothing personal. */
export interface CancelOptions extends AskOptions {
  readonly detail?: string;
}

/**
 * One saga, live. Every method throws {@link SagaNotFoundError} for an id that Temporal does not know, and
 * {@link SagaUnavailableError} when Temporal or the saga's workers did not answer, so that nothing is known.
 */
export class SagaHandle<Output> {
  readonly id: string;
  readonly #client: Client;
  readonly #workflow: WorkflowHandle;
  readonly #within: number;

  /** @internal Made by `SagaClient`. */
  constructor(client: Client, id: string, within: number) {
    this.id = id;
    this.#client = client;
    this.#workflow = client.workflow.getHandle(id);
    this.#within = within;
  }

  /** How far the saga is. Asks one of its workers, also when it has ended. */
  async status({ within = this.#within }: AskOptions = {}): Promise<SagaView> {
    const [answer, attempts] = await this.#ask('tell its status', within, () =>
      Promise.all([this.#workflow.query<StatusAnswer>(statusQueryName), sagaAttempts(this.#workflow)]),
    );
    const { steps, ...saga } = answer;
    return { ...saga, steps: steps.map((step) => ({ ...step, attempts: attempts.get(step.name) ?? 0 })) };
  }

  /**
   * Asks for the saga to be unwound. Accepted, it will be, or is being for an earlier cause; too late, it will not be:
   * its pivot was sent or it has ended. Asking again is harmless.
   */
  async cancel({ detail, within = this.#within }: CancelOptions = {}): Promise<CancelAnswer> {
    return await this.#ask('be cancelled', within, async () => {
      // Temporal's own cancel first: it is durable even with no worker there, and lets the workflow close as Canceled.
      // The update then says whether it came in time.
      const isOpen = await this.#workflow.cancel().then(
        () => true,
        async (error) => {
          if (await this.#hasEnded(error)) return false;
          throw error;
        },
      );
      if (!isOpen) return this.#tooLate();
      try {
        return await this.#workflow.executeUpdate<CancelAnswer, [string | undefined]>(cancelUpdateName, {
          args: [detail],
        });
      } catch (error) {
        // The saga may have nothing to undo, and end before the update reaches it.
        if (!(await this.#hasEnded(error))) throw error;
        const answer = await this.#tooLate();
        return (await this.#cause())?.kind === 'cancelled' ? { accepted: true } : answer;
      }
    });
  }

  /**
   * Decides about a parked call. Gives the status after it.
   *
   * @throws {@link DecisionMisfitError} when the decision does not fit the state; nothing is written then
   */
  async resolve(decision: OperatorDecision, { within = this.#within }: AskOptions = {}): Promise<StatusAnswer> {
    return await this.#ask('take the decision', within, async () => {
      try {
        return await this.#workflow.executeUpdate<StatusAnswer, [OperatorDecision]>(resolveUpdateName, {
          args: [decision],
        });
      } catch (error) {
        if (
          error instanceof WorkflowUpdateFailedError &&
          error.cause instanceof ApplicationFailure &&
          error.cause.type === decisionMisfitType
        ) {
          throw new DecisionMisfitError(this.id, error.cause.message, { cause: error });
        }
        if (await this.#hasEnded(error))
          throw new DecisionMisfitError(this.id, `Saga '${this.id}' has ended; nothing is left to decide.`, {
            cause: error,
          });
        throw error;
      }
    });
  }

  /**
   * Waits for the saga's end, however long it takes.
   *
   * @throws {@link SagaCompensatedError} when it was unwound
   * @throws {@link SagaBrokenOffError} when it was closed from outside without its undo
   */
  async result(): Promise<Output> {
    try {
      return (await this.#workflow.result()) as Output;
    } catch (error) {
      throw this.#translated(error, 'tell its result');
    }
  }

  // A saga that was closed from outside did not end: saying "too late" of it would hide that nothing was undone.
  async #tooLate(): Promise<CancelAnswer> {
    await this.#cause();
    return { accepted: false, code: 'TOO_LATE' };
  }

  async #cause(): Promise<SagaCause | undefined> {
    try {
      await this.result();
      return undefined;
    } catch (error) {
      if (error instanceof SagaCompensatedError) return error.sagaCause;
      throw error;
    }
  }

  async #ask<Answer>(asked: string, within: number, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await this.#client.withDeadline(Date.now() + within, ask);
    } catch (error) {
      throw this.#translated(error, asked);
    }
  }

  // Temporal says "not found" both of a workflow that it does not know and of one that has closed.
  async #hasEnded(error: unknown): Promise<boolean> {
    if (!(error instanceof WorkflowNotFoundError)) return false;
    const { status } = await this.#workflow.describe();
    return status.name !== 'RUNNING';
  }

  #translated(error: unknown, asked: string): unknown {
    if (error instanceof SagaError) return error;
    if (error instanceof WorkflowNotFoundError) return new SagaNotFoundError(this.id, { cause: error });
    if (error instanceof WorkflowFailedError) return endingError(this.id, error);
    return isNoAnswer(error) ? new SagaUnavailableError(this.id, asked, { cause: error }) : error;
  }
}

function endingError(id: string, error: WorkflowFailedError): unknown {
  const { cause } = error;
  if (cause instanceof CancelledFailure) return new SagaCompensatedError(id, { kind: 'cancelled' }, { cause: error });
  if (!(cause instanceof ApplicationFailure)) return new SagaBrokenOffError(id, { cause: error });
  if (cause.type !== compensatedType) return error;
  return new SagaCompensatedError(id, cause.details?.[0] as SagaCause, { cause: error });
}

// Of gRPC's codes those that say nothing of what was asked for. FAILED_PRECONDITION is among them: Temporal gives it while no
// worker polls, and while the workflow's own task fails, which a deployment mends.
const unknowing: ReadonlySet<number> = new Set([
  1, // CANCELLED
  2, // UNKNOWN
  4, // DEADLINE_EXCEEDED
  8, // RESOURCE_EXHAUSTED
  9, // FAILED_PRECONDITION
  10, // ABORTED
  13, // INTERNAL
  14, // UNAVAILABLE
]);

/** Neither yes nor no: the answer did not come, or the server was not there. */
export function isNoAnswer(error: unknown): boolean {
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    if (link.name === 'WorkflowUpdateRPCTimeoutOrCancelledError') return true;
    if (isGrpcServiceError(link) && unknowing.has(link.code)) return true;
  }
  return false;
}
