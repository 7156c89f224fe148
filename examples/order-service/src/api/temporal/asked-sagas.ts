import type { Logger } from '@saga/process';
import { type Client, isGrpcServiceError, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import {
  DecisionMisfitError,
  SagaBrokenOffError,
  SagaClient,
  SagaNotFoundError,
  SagaUnavailableError,
} from 'saga-core/client';
import { createOrderSaga } from '../../saga/create-order.ts';
import { answerWithin } from '../orders/answer-within.ts';
import { SagasAwayError } from '../orders/order-sagas.ts';
import { sagaIdOf } from '../orders/saga-view.ts';
import { UnexpectedFailures } from './unexpected-failures.ts';

export interface AskedSagasOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly logger: Logger;
}

/** How the sagas of orders are asked on Temporal: each question bounded in time, and no answer told from a definite one. */
export class AskedSagas {
  readonly client: Client;
  readonly sagas: SagaClient;
  readonly #unexpected: UnexpectedFailures;

  constructor({ client, taskQueue, logger }: AskedSagasOptions) {
    this.client = client;
    this.sagas = new SagaClient({ client, taskQueue });
    this.#unexpected = new UnexpectedFailures(logger);
  }

  handle(orderId: string) {
    return this.sagas.handle(createOrderSaga, sagaIdOf(orderId));
  }

  /**
   * Waits for an answer. The deadline that goes along with a call counts once there is a connection; making one can take longer.
   *
   * @throws SagaNotFoundError, SagaBrokenOffError and DecisionMisfitError as they are; SagasAwayError for all that leaves us
   *   without an answer.
   */
  async ask<Answer>(within: number, answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answerWithin(within, answer);
    } catch (error) {
      const isAnswer =
        error instanceof SagaNotFoundError ||
        error instanceof SagaBrokenOffError ||
        error instanceof DecisionMisfitError;
      throw isAnswer ? error : this.away(error);
    }
  }

  /** Whether the saga's workflow was closed from outside, which the saga itself can't know. */
  async isBrokenOff(orderId: string, within: number): Promise<boolean> {
    const workflow = this.client.workflow.getHandle(sagaIdOf(orderId));
    try {
      const { status } = await this.client.withDeadline(Date.now() + within, () => workflow.describe());
      return status.name === 'TERMINATED' || status.name === 'TIMED_OUT';
    } catch (error) {
      // Whoever asks the saga itself is told so in the saga's own words.
      if (error instanceof WorkflowNotFoundError) return false;
      throw isSilence(error) ? new SagasAwayError(error) : error;
    }
  }

  /** Whatever else went wrong, nothing is known of the saga, and the table still says how it was last seen. */
  away(error: unknown): SagasAwayError {
    if (error instanceof SagasAwayError) return error;
    if (!(error instanceof SagaUnavailableError)) this.#unexpected.tell(error);
    return new SagasAwayError(error);
  }
}

// Of gRPC's codes those of a server that is away or too slow: DEADLINE_EXCEEDED and UNAVAILABLE.
const silences: ReadonlySet<number> = new Set([4, 14]);

/** Temporal did not answer, which happens and is nothing to tell an operator of order by order. */
function isSilence(error: unknown): boolean {
  const answer = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(answer) && silences.has(answer.code);
}
