import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { requireSaga } from '../definition/require-saga.ts';
import type { AnySaga, SagaDefinition } from '../definition/saga-definition.ts';
import { SagaIdTakenError } from '../errors/saga-id-taken-error.ts';
import { SagaUnavailableError } from '../errors/saga-unavailable-error.ts';
import { canStartEagerly } from './can-start-eagerly.ts';
import { checkInput } from './check-input.ts';
import { type ListedSaga, type ListOptions, listSagas } from './list-sagas.ts';
import { isNoAnswer } from './no-answer.ts';
import { findOrphans, type OrphanedSaga, type OrphanOptions, type UnreadableSaga } from './orphans/find-orphans.ts';
import { unwindBrokenOff } from './orphans/unwind-broken-off.ts';
import { type EndedReport, type ReportEndedOptions, reportEnded } from './report-ended/report-ended.ts';
import type { ResultOptions } from './result-of-saga.ts';
import { type AskOptions, SagaConnection } from './saga-connection.ts';
import { SagaHandle } from './saga-handle.ts';
import { requireId, sagaOf } from './saga-ids.ts';
import { sagaMemo } from './saga-memo.ts';
import { StatusAttribute } from './status-attribute.ts';

/** Where sagas are started. */
export interface SagaClientOptions {
  /** A client of `@temporalio/client`, with its connection, namespace and data converter. */
  readonly client: Client;
  /** The task queue that the sagas' workers poll. */
  readonly taskQueue: string;
  /** Milliseconds that a question may take where its own `within` does not say. Default 5000. */
  readonly within?: number;
  /**
   * Whether the namespace knows the search attribute `SagaStatus`, by which sagas in trouble are found. Default: the client
   * asks Temporal once. Say it where it may not ask. Where `true` is not so, a saga in trouble sends what it has to send, and
   * then stands still until the attribute is registered.
   */
  readonly statusAttribute?: boolean;
  /**
   * Whether a saga's first workflow task may be handed to a worker of this process with the answer to the start, instead of
   * being queued and polled for. It is where such a worker polls `taskQueue` over the very connection of the client, a
   * `NativeConnection`, has a slot free, and the server lets it (`system.enableEagerWorkflowStart`); in all other cases it is
   * queued. Default: asked for over every `NativeConnection`. Say `false` where workers of other processes are to get their
   * share of what this one starts.
   */
  readonly eagerStart?: boolean;
}

/** What one saga is started with. */
export interface StartOptions<Input> {
  /**
   * The saga's id: the workflow's id, and the first part of every idempotency key. Take one from the business, such as
   * `create-order-42`. It must not end in `/unwind`. Best it has no `/` at all: a child saga's id is its parent's, `/`, and
   * the step's name, and no two sagas can have the same.
   */
  readonly id: string;
  readonly input: Input;
  /** Multiplies every timeout, deadline and `parkAfter` of this saga, above 0 to 1000; one try is never below 500 ms. Default 1. */
  readonly timeoutScale?: number;
  /** Milliseconds within which Temporal must have taken it. Default: the client's. */
  readonly within?: number;
}

/** How a saga that was broken off is unwound. */
export interface UnwindOptions extends AskOptions {
  /** Older definitions of it with which it may have been started, as the worker's `sagaWorkflow` has them. */
  readonly previous?: readonly AnySaga[];
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
  readonly #statusAttribute: StatusAttribute;
  readonly #startsEagerly: boolean;

  /** @throws TypeError when `eagerStart` is asked for of a connection that can't */
  constructor({ client, taskQueue, within = 5_000, statusAttribute, eagerStart }: SagaClientOptions) {
    const isNative = canStartEagerly(client.connection);
    if (eagerStart === true && !isNative) {
      throw new TypeError(
        "eagerStart is true, but the client's connection is no NativeConnection; give the client the worker's, or leave eagerStart out.",
      );
    }
    this.#client = client;
    this.#taskQueue = taskQueue;
    this.#within = within;
    this.#statusAttribute = new StatusAttribute(client, statusAttribute);
    this.#startsEagerly = eagerStart ?? isNative;
  }

  /**
   * Starts a saga, once per id: whoever starts it again, at the same time or after its end, gets the one that there is, with the
   * input that it was started with (Temporal's conflict policy `FAIL` and reuse policy `REJECT_DUPLICATE`, then a look at whose id
   * it is). Ids are unique within the namespace's retention; keep them longer yourself where that matters.
   *
   * The input is checked first, when the definition has a schema. The saga keeps this definition for its whole life, whatever
   * later ones say: its fingerprint goes along in the workflow's memo.
   *
   * @throws {@link SagaInputError} when the input does not fit the definition's schema; nothing was started
   * @throws {@link SagaIdTakenError} when the id is another saga's; nothing was started
   * @throws {@link SagaUnavailableError} when Temporal did not answer: the saga may have been started; start it again
   */
  async start<Input, Results, Output>(
    saga: SagaDefinition<Input, Results, Output>,
    { id, input, timeoutScale = 1, within = this.#within }: StartOptions<NoInfer<Input>>,
  ): Promise<SagaHandle<Output>> {
    requireSaga(saga, 'SagaClient.start');
    requireId(id);
    requireScale(timeoutScale);
    await checkInput(saga, id, input);
    const deadline = Date.now() + within;
    // A saga that is started without the answer is only harder to find, so the question may take no more than half the time.
    const isAttributeKnown = (await this.#statusAttribute.isKnown(within / 2)) === true;
    try {
      await this.#client.withDeadline(deadline, () =>
        this.#client.workflow.start(saga.name, {
          workflowId: id,
          taskQueue: this.#taskQueue,
          args: [input],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          memo: sagaMemo(saga, timeoutScale, isAttributeKnown),
          requestEagerStart: this.#startsEagerly,
        }),
      );
    } catch (error) {
      if (isNoAnswer(error)) throw new SagaUnavailableError(id, 'be started', { cause: error });
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await this.#requireSameSaga(saga.name, id, deadline, error);
    }
    return this.handle(saga, id);
  }

  // Another saga under that id, or a step of another, would give its own results for this one's.
  async #requireSameSaga(name: string, id: string, deadline: number, cause: unknown): Promise<void> {
    try {
      const { type, parentExecution } = await this.#client.withDeadline(deadline, () =>
        this.#client.workflow.getHandle(id).describe(),
      );
      // What Temporal says of whose child it is, and no id alone: a user's id may look like a child's.
      const parent = sagaOf(parentExecution?.workflowId ?? '');
      if (parent !== '' && id.startsWith(`${parent}/`)) throw new SagaIdTakenError(id, name, type, { cause, parent });
      if (type !== name) throw new SagaIdTakenError(id, name, type, { cause });
    } catch (error) {
      throw isNoAnswer(error) ? new SagaUnavailableError(id, 'be started', { cause: error }) : error;
    }
  }

  /** Starts a saga and waits for its end; see `start` and `SagaHandle.result`. */
  async execute<Input, Results, Output>(
    saga: SagaDefinition<Input, Results, Output>,
    { onNeedsAttention = 'wait', ...options }: StartOptions<NoInfer<Input>> & ResultOptions,
  ): Promise<Output> {
    const handle = await this.start(saga, options);
    return await handle.result({ onNeedsAttention });
  }

  /** A saga that was started before. It is not looked up: its methods tell when there is none. */
  handle<Input, Results, Output>(saga: SagaDefinition<Input, Results, Output>, id: string): SagaHandle<Output>;
  /** The same of any saga, for who knows no definition: a page or a command for all of them. */
  handle(id: string): SagaHandle<unknown>;
  handle(saga: AnySaga | string, id?: string): SagaHandle<unknown> {
    if (typeof saga === 'string' && id === undefined) return new SagaHandle<unknown>(this.#client, saga, this.#within);
    requireSaga(saga, 'SagaClient.handle');
    return new SagaHandle<unknown>(this.#client, id ?? '', this.#within);
  }

  /**
   * Sagas by definition and status, as Temporal's visibility has them: open and closed ones within the namespace's retention,
   * and each change after some seconds. Workflows that unwind another saga are among them, and say so (`unwinds`).
   *
   * @throws {@link StatusAttributeMissingError} when `compensating` or `needsAttention` is asked for and the namespace does
   *   not know the search attribute `SagaStatus`
   * @throws RangeError for a name or a status that no saga can have
   *
   * @example
   * ```ts
   * for await (const { id } of sagas.list({ saga: bookTripSaga, status: 'needsAttention' })) console.log(id);
   * ```
   */
  list(options: ListOptions = {}): AsyncGenerator<ListedSaga, void, void> {
    return listSagas(this.#client, { attribute: this.#statusAttribute, within: this.#within }, options);
  }

  /**
   * Sagas that were broken off (terminated, timed out, or failed otherwise than by being undone) and have left something that
   * is not undone. A saga whose unwinding was started is none any more, unless that was broken off too. Reads each such
   * saga's history; asks no worker. One that can't be read comes as `unreadable`, with the error that says why: a
   * {@link SagaDefinitionUnknownError} when it was started with a definition that is neither `saga` nor in `previous`.
   *
   * @example
   * ```ts
   * for await (const orphan of sagas.findOrphans({ saga: bookTripSaga })) {
   *   if ('unreadable' in orphan || orphan.irreversible) console.error('A person must look at', orphan);
   *   else await sagas.unwind(bookTripSaga, orphan.id);
   * }
   * ```
   */
  findOrphans(options: OrphanOptions): AsyncGenerator<OrphanedSaga | UnreadableSaga, void, void> {
    return findOrphans(this.#client, options);
  }

  /**
   * Undoes a saga that was broken off: what it had applied, or may have, by its own history and under its own keys. The
   * undo is a workflow of its own, `<id>/unwind`, and this gives its handle: its `result()` throws
   * {@link SagaCompensatedError} when all is undone. Asking again, also at the same time, is harmless, and gives the same. If
   * that workflow was broken off as well, another goes on after it, `<id>/unwind/unwind`.
   *
   * Of a saga that tried its calls locally, all is undone that any worker may have sent. If that may be the pivot, its participant
   * is asked first (`fence`). If the pivot has happened, the saga goes forward instead: `result()` then gives its output.
   *
   * @throws {@link SagaIrreversibleError} when its pivot was sent; nothing was started
   * @throws {@link SagaChildUnsettledError} when a child saga of it has not ended; nothing was started
   * @throws {@link SagaNotBrokenOffError} when it is open or has ended by itself
   * @throws {@link SagaNotFoundError} when Temporal does not know it
   * @throws {@link SagaDefinitionUnknownError} when it was started with a definition that is neither `saga` nor in `previous`
   */
  async unwind<Input, Results, Output>(
    saga: SagaDefinition<Input, Results, Output>,
    id: string,
    { previous = [], within }: UnwindOptions = {},
  ): Promise<SagaHandle<Output>> {
    for (const definition of [saga, ...previous]) requireSaga(definition, 'SagaClient.unwind');
    const connection = new SagaConnection(this.#client, id, this.#within);
    const unwindId = await connection.ask('be unwound', within, () =>
      unwindBrokenOff(this.#client, this.#taskQueue, [saga, ...previous], id),
    );
    return this.handle(saga, unwindId);
  }

  /**
   * Lets participants forget sagas: asks each which sagas it keeps barrier rows of, asks Temporal which of those have ended for good
   * and for longer than `closedFor`, and reports them, upon which the participant removes their rows. One sweep; run it every hour or
   * so, from one place or several. It remembers nothing, and one that breaks off costs nothing.
   *
   * A saga that is open, needs a person, or was broken off and not unwound, keeps its rows; so does a child saga until its parent
   * has ended, and one that Temporal no longer knows. See docs/decisions/0016-reporting-ended-sagas.md.
   *
   * @returns by participant what was reported, removed and kept, and why one could not be told (`failure`)
   * @throws {@link SagaUnavailableError} when Temporal did not answer
   * @throws RangeError when `closedFor` is not shorter than the namespace's retention
   *
   * @example
   * ```ts
   * const { payment } = await sagas.reportEnded({ participants: { payment: httpBarrierSweep({ url, headers }) } });
   * if (payment?.failure) console.error('The payment service could not be told', payment.failure);
   * ```
   */
  async reportEnded(options: ReportEndedOptions): Promise<Readonly<Record<string, EndedReport>>> {
    return await reportEnded(this.#client, this.#within, options);
  }
}

function requireScale(scale: number): void {
  if (!(scale > 0 && scale <= 1_000)) {
    throw new RangeError(`timeoutScale is ${scale}; give a number above 0 and at most 1000.`);
  }
}
