import { SagaBrokenOffError, SagaCompensatedError, SagaNotFoundError, type SagaView } from 'saga-core/client';
import { createOrderSaga } from '../../saga/create-order.ts';
import { answerWithin } from '../orders/answer-within.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import {
  type CancelOutcome,
  type OrderSagas,
  type SagaEnd,
  type SagaStop,
  SagasAwayError,
} from '../orders/order-sagas.ts';
import { endingOf } from '../orders/saga-end.ts';
import { brokenOffView, sagaIdOf } from '../orders/saga-view.ts';
import { AskedSagas, type AskedSagasOptions } from './asked-sagas.ts';

export interface TemporalOrderSagasOptions extends AskedSagasOptions {
  readonly timeoutScale: number;
}

/**
 * Milliseconds that each question may take. A customer waits for all of them; a status has the table to fall back on. A watch
 * is given up soon, too: whoever watches looks at the table then, and watches again.
 */
const patience = { reachable: 1_000, start: 3_000, status: 1_000, cancel: 3_000, watch: 3_000 };

/** So long is an answer of Temporal's taken as a sign that it is there: a busy API need not ask before every start. */
const signOfLifeMilliseconds = 500;

/** The sagas of orders, run on Temporal. */
export class TemporalOrderSagas implements OrderSagas {
  readonly #asked: AskedSagas;
  readonly #timeoutScale: number;
  #lastAnswer = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor({ timeoutScale, ...options }: TemporalOrderSagasOptions) {
    this.#asked = new AskedSagas(options);
    this.#timeoutScale = timeoutScale;
  }

  async reachable(): Promise<void> {
    if (performance.now() - this.#lastAnswer < signOfLifeMilliseconds) return;
    // One answer does for all who ask meanwhile: a crowd of orders would otherwise send a crowd of questions before it.
    this.#asking ??= this.#askWhetherThere().finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
  }

  async #askWhetherThere(): Promise<void> {
    const { connection, options } = this.#asked.client;
    // The server would answer a question about itself without its storage, and whatever the namespace is called.
    const ask = () => connection.workflowService.describeNamespace({ namespace: options.namespace });
    const within = patience.reachable;
    try {
      await answerWithin(within, connection.withDeadline(Date.now() + within, ask));
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
      const options = { id, input, timeoutScale: this.#timeoutScale, within };
      await this.#asked.ask(within, this.#asked.sagas.start(createOrderSaga, options));
      this.#lastAnswer = performance.now();
    } catch (error) {
      this.#lastAnswer = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  async status(orderId: string): Promise<SagaView | undefined> {
    const within = patience.status;
    try {
      const [view, brokenOff] = await this.#asked.ask(
        within,
        Promise.all([this.#asked.handle(orderId).status({ within }), this.#asked.isBrokenOff(orderId, within)]),
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
      const { accepted } = await this.#asked.ask(within, this.#asked.handle(orderId).cancel({ within }));
      return accepted ? 'accepted' : 'tooLate';
    } catch (error) {
      if (error instanceof SagaNotFoundError) return 'unknown';
      if (error instanceof SagaBrokenOffError) return 'brokenOff';
      throw error;
    }
  }

  async *watch(orderId: string, signal: AbortSignal): AsyncGenerator<SagaView, SagaStop, void> {
    try {
      yield* this.#asked.handle(orderId).watch({ signal, within: patience.watch });
      return 'ended';
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SagaNotFoundError) return 'unknown';
      if (error instanceof SagaBrokenOffError) return 'brokenOff';
      throw this.#asked.away(error);
    }
  }

  async ended(orderId: string): Promise<SagaEnd> {
    try {
      await this.#asked.handle(orderId).result();
      return { status: 'completed' };
    } catch (error) {
      if (error instanceof SagaCompensatedError) return { status: 'compensated', cause: error.sagaCause };
      if (error instanceof SagaNotFoundError) return { status: 'unknown' };
      if (error instanceof SagaBrokenOffError) return { status: 'brokenOff' };
      throw this.#asked.away(error);
    }
  }
}
