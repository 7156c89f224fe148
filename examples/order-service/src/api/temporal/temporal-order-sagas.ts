import type { Client } from '@temporalio/client';
import {
  SagaClient,
  SagaCompensatedError,
  SagaNotFoundError,
  SagaUnavailableError,
  type SagaView,
} from 'saga-core/client';
import { createOrderSaga } from '../../saga/create-order.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import { type OrderSagas, type SagaEnd, SagasAwayError } from '../orders/order-sagas.ts';
import { sagaIdOf } from '../orders/saga-view.ts';
import { answerWithin } from './answer-within.ts';

export interface TemporalOrderSagasOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly timeoutScale: number;
}

/** Milliseconds that each question may take. A customer waits for all of them; a status has the table to fall back on. */
const patience = { reachable: 1_000, start: 3_000, status: 1_000, cancel: 8_000 };

/** So long is an answer of Temporal's taken as a sign that it is there: a busy API need not ask before every start. */
const signOfLifeMilliseconds = 500;

/** The sagas of orders, run on Temporal. */
export class TemporalOrderSagas implements OrderSagas {
  readonly #client: Client;
  readonly #sagas: SagaClient;
  readonly #timeoutScale: number;
  #lastAnswer = Number.NEGATIVE_INFINITY;

  constructor({ client, taskQueue, timeoutScale }: TemporalOrderSagasOptions) {
    this.#client = client;
    this.#sagas = new SagaClient({ client, taskQueue });
    this.#timeoutScale = timeoutScale;
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
    return this.#ask(within, orNotFound(undefined, this.#handle(orderId).status({ within })));
  }

  async cancel(orderId: string): Promise<'accepted' | 'tooLate' | 'unknown'> {
    const within = patience.cancel;
    const answer = await this.#ask(within, orNotFound('unknown' as const, this.#handle(orderId).cancel({ within })));
    if (answer === 'unknown') return answer;
    return answer.accepted ? 'accepted' : 'tooLate';
  }

  async ended(orderId: string): Promise<SagaEnd> {
    try {
      await this.#handle(orderId).result();
      return { status: 'completed' };
    } catch (error) {
      if (error instanceof SagaCompensatedError) return { status: 'compensated', cause: error.sagaCause };
      if (error instanceof SagaNotFoundError) return { status: 'unknown' };
      throw away(error);
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
      throw away(error);
    }
  }
}

async function orNotFound<Answer, Otherwise>(
  otherwise: Otherwise,
  answer: Promise<Answer>,
): Promise<Answer | Otherwise> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SagaNotFoundError) return otherwise;
    throw error;
  }
}

function away(error: unknown): unknown {
  return error instanceof SagaUnavailableError ? new SagasAwayError(error) : error;
}
