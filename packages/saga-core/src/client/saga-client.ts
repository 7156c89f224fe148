import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { SagaDefinition } from '../definition/saga-definition.ts';
import { SagaUnavailableError } from '../errors/saga-unavailable-error.ts';
import { timeoutScaleMemo } from '../protocol/names.ts';
import { isNoAnswer, SagaHandle } from './saga-handle.ts';

/** Where sagas are started. */
export interface SagaClientOptions {
  /** A client of `@temporalio/client`, with its connection, namespace and data converter. */
  readonly client: Client;
  /** The task queue that the sagas' workers poll. */
  readonly taskQueue: string;
  /** Milliseconds that a question may take where its own `within` does not say. Default 5000. */
  readonly within?: number;
}

/** What one saga is started with. */
export interface StartOptions<Input> {
  /** The saga's id: the workflow's id, and the first part of every idempotency key. Take one from the business, such as `create-order-42`. */
  readonly id: string;
  readonly input: Input;
  /** Multiplies every timeout, deadline and `parkAfter` of this saga, above 0 to 1000; one try is never below 500 ms. Default 1. */
  readonly timeoutScale?: number;
  /** Milliseconds within which Temporal must have taken it. Default: the client's. */
  readonly within?: number;
}

/**
 * Starts sagas and reaches those in flight.
 *
 * @example
 * ```ts
 * const sagas = new SagaClient({ client: new Client({ connection }), taskQueue: 'trips' });
 * const trip = await sagas.start(bookTripSaga, { id: 'book-trip-7', input: { tripId: '7' } });
 * await trip.result(); // what the saga returns; throws SagaCompensatedError when it was unwound
 * ```
 */
export class SagaClient {
  readonly #client: Client;
  readonly #taskQueue: string;
  readonly #within: number;

  constructor({ client, taskQueue, within = 5_000 }: SagaClientOptions) {
    this.#client = client;
    this.#taskQueue = taskQueue;
    this.#within = within;
  }

  /**
   * Starts a saga, once per id: whoever starts it again, at the same time or after its end, gets the one that there is
   * (Temporal's conflict policy `USE_EXISTING` and reuse policy `REJECT_DUPLICATE`). Ids are unique within the
   * namespace's retention; keep them longer yourself where that matters.
   *
   * @throws {@link SagaUnavailableError} when Temporal did not answer: the saga may have been started; start it again
   */
  async start<Input, Results, Output>(
    saga: SagaDefinition<Input, Results, Output>,
    { id, input, timeoutScale = 1, within = this.#within }: StartOptions<NoInfer<Input>>,
  ): Promise<SagaHandle<Output>> {
    requireId(id);
    requireScale(timeoutScale);
    try {
      await this.#client.withDeadline(Date.now() + within, () =>
        this.#client.workflow.start(saga.name, {
          workflowId: id,
          taskQueue: this.#taskQueue,
          args: [input],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
          ...(timeoutScale === 1 ? {} : { memo: { [timeoutScaleMemo]: timeoutScale } }),
        }),
      );
    } catch (error) {
      if (isNoAnswer(error)) throw new SagaUnavailableError(id, 'be started', { cause: error });
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    return this.handle(saga, id);
  }

  /** Starts a saga and waits for its end; see `start` and `SagaHandle.result`. */
  async execute<Input, Results, Output>(
    saga: SagaDefinition<Input, Results, Output>,
    options: StartOptions<NoInfer<Input>>,
  ): Promise<Output> {
    const handle = await this.start(saga, options);
    return await handle.result();
  }

  /** A saga that was started before. It is not looked up: its methods tell when there is none. */
  handle<Input, Results, Output>(_saga: SagaDefinition<Input, Results, Output>, id: string): SagaHandle<Output> {
    return new SagaHandle<Output>(this.#client, id, this.#within);
  }
}

function requireScale(scale: number): void {
  if (!(scale > 0 && scale <= 1_000)) {
    throw new RangeError(`timeoutScale is ${scale}; give a number above 0 and at most 1000.`);
  }
}

// The id is part of every idempotency key, percent-encoded, and of every HTTP header that carries one.
function requireId(id: string): void {
  if (typeof id !== 'string' || id.length === 0 || id.length > 255 || !id.isWellFormed()) {
    throw new RangeError(`The saga's id is ${JSON.stringify(id)}; give 1 to 255 characters of well-formed text.`);
  }
}
