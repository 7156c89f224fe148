import type { Logger } from '@saga/process';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import {
  SagaBrokenOffError,
  SagaClient,
  SagaCompensatedError,
  SagaNotFoundError,
  SagaUnavailableError,
  type SagaView,
} from 'saga-core/client';
import { createOrderSaga } from '../../saga/create-order.ts';
import { answerWithin } from '../orders/answer-within.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import { type CancelOutcome, type OrderSagas, type SagaEnd, SagasAwayError } from '../orders/order-sagas.ts';
import { endingOf } from '../orders/saga-end.ts';
import { brokenOffView, sagaIdOf } from '../orders/saga-view.ts';
import { UnexpectedFailures } from './unexpected-failures.ts';

export interface TemporalOrderSagasOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly timeoutScale: number;
  readonly logger: Logger;
}

/** Milliseconds that each question may take. A customer waits for all of them; a status has the table to fall back on. */
const patience = { reachable: 1_000, start: 3_000, status: 1_000, cancel: 3_000 };

/** So long is an answer of Temporal's taken as a sign that it is there: a busy API need not ask before every start. */
const signOfLifeMilliseconds = 500;

/** The sagas of orders, run on Temporal. */
export class TemporalOrderSagas implements OrderSagas {
  readonly #client: Client;
  readonly #sagas: SagaClient;
  readonly #timeoutScale: number;
  readonly #unexpected: UnexpectedFailures;
  #lastAnswer = Number.NEGATIVE_INFINITY;

  constructor({ client, taskQueue, timeoutScale, logger }: TemporalOrderSagasOptions) {
    this.#client = client;
    this.#sagas = new SagaClient({ client, taskQueue });
    this.#timeoutScale = timeoutScale;
    this.#unexpected = new UnexpectedFailures(logger);
  }

  async reachable(): Promise<void> {
    if (performance.now() - this.#lastAnswer < signOfLifeMilliseconds) return;
    const ask = () => this.#client.connection.workflowService.getSystemInfo({});
    const within = patience.reachable;
    try {
      await answerWithin(within, this.#client.connection.withDeadline(Date.now() + within, ask));
    } catch (error) {
      throw new SagasAwayError(error);
    }
    this.#lastAnswer = performance.now();
  }

  async start(order: OrderIntent): Promise<void> {
    const { orderId, customerId, lines, paymentMethod, shippingAddress } = order;
    const input = {
      orderId,
      customerId,
      items: lines,
      paymentMethod,
      ...(shippingAddress !== undefined && { shippingAddress }),
    };
    const id = sagaIdOf(orderId);
    const within = patience.start;
    try {
      await this.#ask(
        within,
        this.#sagas.start(createOrderSaga, { id, input, timeoutScale: this.#timeoutScale, within }),
      );
      this.#lastAnswer = performance.now();
    } catch (error) {
      this.#lastAnswer = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  async status(orderId: string): Promise<SagaView | undefined> {
    const within = patience.status;
    try {
      const [view, brokenOff] = await this.#ask(
        within,
        Promise.all([this.#handle(orderId).status({ within }), this.#brokenOff(orderId, within)]),
      );
      // A saga that was closed from outside can't know it: it goes on saying what it was at.
      return brokenOff && endingOf(view) === undefined ? brokenOffView(view) : view;
    } catch (error) {
      if (error instanceof SagaNotFoundError) return undefined;
      throw error;
    }
  }

  async cancel(orderId: string): Promise<CancelOutcome> {
    const within = patience.cancel;
    try {
      const { accepted } = await this.#ask(within, this.#handle(orderId).cancel({ within }));
      return accepted ? 'accepted' : 'tooLate';
    } catch (error) {
      if (error instanceof SagaNotFoundError) return 'unknown';
      if (error instanceof SagaBrokenOffError) return 'brokenOff';
      throw error;
    }
  }

  async ended(orderId: string): Promise<SagaEnd> {
    try {
      await this.#handle(orderId).result();
      return { status: 'completed' };
    } catch (error) {
      if (error instanceof SagaCompensatedError) return { status: 'compensated', cause: error.sagaCause };
      if (error instanceof SagaNotFoundError) return { status: 'unknown' };
      if (error instanceof SagaBrokenOffError) return { status: 'brokenOff' };
      throw this.#away(error);
    }
  }

  #handle(orderId: string) {
    return this.#sagas.handle(createOrderSaga, sagaIdOf(orderId));
  }

  // The deadline that goes along with a call counts once there is a connection; making one can take longer.
  async #ask<Answer>(within: number, answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answerWithin(within, answer);
    } catch (error) {
      if (error instanceof SagaNotFoundError || error instanceof SagaBrokenOffError) throw error;
      throw this.#away(error);
    }
  }

  async #brokenOff(orderId: string, within: number): Promise<boolean> {
    const workflow = this.#client.workflow.getHandle(sagaIdOf(orderId));
    try {
      const { status } = await this.#client.withDeadline(Date.now() + within, () => workflow.describe());
      return status.name === 'TERMINATED' || status.name === 'TIMED_OUT';
    } catch (error) {
      // Whoever asks the saga itself is told so in the saga's own words.
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  // Whatever else went wrong, nothing is known of the saga, and the table still says how it was last seen.
  #away(error: unknown): SagasAwayError {
    if (error instanceof SagasAwayError) return error;
    if (!(error instanceof SagaUnavailableError)) this.#unexpected.tell(error);
    return new SagasAwayError(error);
  }
}
