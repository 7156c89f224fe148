import { setTimeout } from 'node:timers/promises';
import type { SagaView } from '../engine/saga-view.ts';
import { SagaUnavailableError } from '../errors/saga-unavailable-error.ts';
import { statusQueryName } from '../protocol/names.ts';
import type { StatusAnswer } from '../protocol/status-answer.ts';
import { abortableRequest } from './abortable-request.ts';
import { Attempts } from './attempts.ts';
import { endsTheSaga, type HistoryEvent, nextRunOf } from './history/history-event.ts';
import { historyPage, readRun } from './history/read-run.ts';
import { runsOfSaga } from './history/runs-of-saga.ts';
import { isNoAnswer } from './no-answer.ts';
import type { SagaConnection } from './saga-connection.ts';
import { sagaViewOf } from './saga-view-of.ts';
import type { WatchOptions } from './watch-saga.ts';

/** Milliseconds after which a long poll is given up that the server should have let go of after some 20 s. */
const longPoll = 60_000;

const asked = 'be watched';

/**
 * A place in a saga's history that moves on with it. It long-polls the history, which costs the workflow no event, and bears a
 * lost connection for a while.
 */
export class SagaWatch {
  readonly #saga: SagaConnection;
  readonly #signal: AbortSignal | undefined;
  readonly #within: number;
  #attempts: Attempts;
  #runId: string | undefined;
  #nextPageToken: Uint8Array | undefined;
  #hasClosed = false;

  constructor(saga: SagaConnection, { signal, within = saga.within }: WatchOptions) {
    this.#saga = saga;
    this.#attempts = new Attempts(saga.client, saga.id);
    this.#signal = signal;
    this.#within = within;
  }

  /** Nothing changes any more. */
  get hasClosed(): boolean {
    return this.#hasClosed;
  }

  /** Waits until the saga may look another way than before: the first time not at all. */
  async change(): Promise<void> {
    for (let changed = false; !changed; ) {
      this.#runId ??= await this.#readEarlierRuns();
      changed = await this.#readOn(this.#runId);
    }
  }

  async view(): Promise<SagaView> {
    const { workflow } = this.#saga;
    const [answer, description] = await this.#ask(() =>
      Promise.all([workflow.query<StatusAnswer>(statusQueryName), workflow.describe()]),
    );
    return sagaViewOf(answer, this.#attempts.byStep(description));
  }

  /** The error that says how a saga ended that did not end by itself. */
  async ending(): Promise<unknown> {
    return await this.#saga.workflow.result().then(
      () => new Error(`Saga '${this.#saga.id}' has closed, but its status does not say so.`),
      (error: unknown) => this.#saga.translated(error, asked),
    );
  }

  // Each page is a question of its own: there can be any number of them, and what was noted of one is not to be noted again.
  async #readEarlierRuns(): Promise<string> {
    const { client, id, workflow } = this.#saga;
    const readPage: typeof historyPage = (...page) => this.#ask(() => historyPage(...page));
    const { runId: newest } = await this.#ask(() => workflow.describe());
    const { runIds } = await runsOfSaga(client, id, newest, readPage);
    this.#attempts = new Attempts(client, id);
    this.#nextPageToken = undefined;
    for (const runId of runIds.slice(0, -1))
      for await (const events of readRun(client, { workflowId: id, runId }, readPage)) await this.#note(runId, events);
    return newest;
  }

  async #readOn(runId: string): Promise<boolean> {
    const { client, id } = this.#saga;
    const nextPageToken = this.#nextPageToken;
    const page = await this.#bear(() =>
      client.withDeadline(Date.now() + longPoll, () =>
        historyPage(client, { workflowId: id, runId }, { nextPageToken, wait: true }),
      ),
    );
    this.#nextPageToken = page.nextPageToken;
    await this.#note(runId, page.events);
    const next = page.events.map(nextRunOf).find((found) => found !== undefined);
    if (next !== undefined) {
      this.#runId = next;
      this.#nextPageToken = undefined;
    }
    if (page.events.some(endsTheSaga)) await this.#close(runId);
    return page.events.some(mayChangeTheView);
  }

  // A reset closes a run as terminated, and goes on in another that repeats its beginning.
  async #close(runId: string): Promise<void> {
    const { runId: newest } = await this.#ask(() => this.#saga.workflow.describe());
    this.#hasClosed = newest === runId;
    if (!this.#hasClosed) this.#runId = undefined;
  }

  async #note(runId: string, events: readonly HistoryEvent[]): Promise<void> {
    for (const event of events) await this.#attempts.note(runId, event);
  }

  // A question that should be answered at once: all its tries together have `within`. A worker without a cache loses a query now
  // and then that meets a workflow task, so one try does not wait for it all the time.
  async #ask<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const deadline = Date.now() + this.#within;
    const patience = Math.max(1_000, this.#within / 5);
    const tried = () => this.#saga.client.withDeadline(Math.min(deadline, Date.now() + patience), ask);
    return await this.#bear(tried, deadline);
  }

  /** Tries until there is an answer; after `deadline`, or `within` after the first failure, the saga is unavailable. */
  async #bear<Answer>(ask: () => Promise<Answer>, deadline?: number): Promise<Answer> {
    let until = deadline;
    for (let pause = 100; ; pause = Math.min(2 * pause, 1_000)) {
      try {
        return await abortableRequest(this.#saga.client, this.#signal, ask);
      } catch (error) {
        this.#signal?.throwIfAborted();
        if (!isNoAnswer(error)) throw this.#saga.translated(error, asked);
        until ??= Date.now() + this.#within;
        if (Date.now() + pause >= until) throw new SagaUnavailableError(this.#saga.id, asked, { cause: error });
      }
      await setTimeout(pause);
    }
  }
}

// All that a saga does it does in workflow tasks; what lies between their ends its view can't show.
function mayChangeTheView(event: HistoryEvent): boolean {
  return (
    Boolean(event.workflowExecutionStartedEventAttributes ?? event.workflowTaskCompletedEventAttributes) ||
    endsTheSaga(event)
  );
}
