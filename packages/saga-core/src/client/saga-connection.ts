import {
  type Client,
  WorkflowFailedError,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { SagaError } from '../errors/saga-error.ts';
import { SagaNotFoundError } from '../errors/saga-not-found-error.ts';
import { SagaUnavailableError } from '../errors/saga-unavailable-error.ts';
import { endingError } from './ending-error.ts';
import { isNoAnswer, isOutOfTime } from './no-answer.ts';

/** How long one question may take. */
export interface AskOptions {
  /** Milliseconds. Default: the client's. */
  readonly within?: number;
}

/** How a saga's methods reach its workflow: every question bounded in time, every error one of the saga's own. */
export class SagaConnection {
  readonly id: string;
  readonly client: Client;
  readonly workflow: WorkflowHandle;
  readonly within: number;

  constructor(client: Client, id: string, within: number) {
    this.id = id;
    this.client = client;
    this.workflow = client.workflow.getHandle(id);
    this.within = within;
  }

  /** Asks within a time. `asked` completes "the saga could not …". */
  async ask<Answer>(asked: string, within: number | undefined, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await this.client.withDeadline(Date.now() + (within ?? this.within), ask);
    } catch (error) {
      throw this.translated(error, asked);
    }
  }

  /**
   * Asks the saga's workflow, again where no answer came soon: a worker without a cache loses a query now and then that
   * meets a workflow task. Only for questions that change nothing.
   */
  async query<Answer>(asked: string, within: number | undefined, name: string): Promise<Answer> {
    const deadline = Date.now() + (within ?? this.within);
    const patience = Math.max(1_000, (within ?? this.within) / 5);
    for (;;) {
      const until = Math.min(deadline, Date.now() + patience);
      try {
        return await this.client.withDeadline(until, () => this.workflow.query<Answer>(name));
      } catch (error) {
        if (!isOutOfTime(error) || Date.now() >= deadline) throw this.translated(error, asked);
      }
    }
  }

  translated(error: unknown, asked: string): unknown {
    if (error instanceof SagaError) return error;
    if (error instanceof WorkflowNotFoundError) return new SagaNotFoundError(this.id, { cause: error });
    if (error instanceof WorkflowFailedError) return endingError(this.id, error);
    return isNoAnswer(error) ? new SagaUnavailableError(this.id, asked, { cause: error }) : error;
  }

  /** Temporal says "not found" both of a workflow that it does not know and of one that has closed. */
  async hasEnded(error: unknown): Promise<boolean> {
    if (!(error instanceof WorkflowNotFoundError)) return false;
    const { status } = await this.workflow.describe();
    return status.name !== 'RUNNING';
  }
}

/** What an update's validator said when it refused it as a failure of this type; `undefined` for every other error. */
export function refusalOfUpdate(error: unknown, type: string): string | undefined {
  return error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === type
    ? error.cause.message
    : undefined;
}
