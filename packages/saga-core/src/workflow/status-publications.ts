import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { isCancellation, sleep, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { SagaStatus } from '../engine/saga-status.ts';
import { statusAttribute } from '../protocol/names.ts';
import { afterAllElse } from './after-all-else.ts';
import { Scopes } from './scopes.ts';

const key = defineSearchAttributeKey(statusAttribute, SearchAttributeType.KEYWORD);

/** When the status is written: a saga keeps the way that it was started with, since a replay must go the same. */
export type StatusPublishing = 'atOnce' | 'late';

/**
 * How long a saga may unwind, in milliseconds, before it says so. Most have ended by then and never do, which saves five
 * events and a workflow task of each undo that goes well. A list of sagas is some seconds behind as it is.
 */
const unwindingIsToldAfter = 1_000;

/** What a publication looks at when its time has come. */
export interface PublishedSaga {
  readonly status: () => SagaStatus;
  /** Whether this workflow task sends a call. */
  readonly hasSent: () => boolean;
  /** Calls back when no call is being tried locally. */
  readonly whenQuiet: (then: () => void) => void;
  /** Does something when no call is being tried locally. */
  readonly inTurn: (work: () => void) => Promise<void>;
  /** Whether a timer that another follows is cancelled at Temporal; see `SagaTimersOptions.areCancelled`. */
  readonly isCancelled: boolean;
}

/**
 * Writes a saga's status where Temporal's list can find it. In a workflow task that has nothing else to send, as far as
 * `hasSent` can tell: a namespace that does not take the attribute fails the whole task, and an undo in it waits.
 */
export class StatusPublications {
  readonly #saga: PublishedSaga;
  readonly #way: StatusPublishing;
  readonly #scopes: Scopes;
  #latest = 0;

  constructor(saga: PublishedSaga, way: StatusPublishing, onMistake: (error: unknown) => void) {
    this.#saga = saga;
    this.#way = way;
    this.#scopes = new Scopes(onMistake);
  }

  /** The saga's status has changed. What it is when the time has come is written. */
  changed(before: SagaStatus, status: SagaStatus): void {
    // A timer that waits is left alone at the end: to stop it would be one event more.
    if (isEnd(status)) return;
    if (this.#way === 'atOnce') {
      this.#publish('atOnce', () => this.#write(1));
    } else {
      const after = before === 'running' && status === 'compensating' ? unwindingIsToldAfter : 1;
      // What is undone by local tries alone has ended by then, and needs no timer.
      this.#saga.whenQuiet(() => {
        if (isEnd(this.#saga.status())) return;
        // One that waits still would write the same.
        this.#latest += 1;
        if (this.#saga.isCancelled) this.#scopes.stop('late');
        this.#publish('late', () => this.#writeAlone(after, this.#latest));
      });
    }
  }

  /** The saga goes on in a new run. What waited to be written is gone with the one before. */
  resumed(status: SagaStatus): void {
    const written = workflowInfo().typedSearchAttributes.get(key);
    if (status !== 'running') this.changed('running', status);
    else if (written !== undefined && written !== status) this.changed(written as SagaStatus, status);
  }

  #publish(name: string, write: () => Promise<void>): void {
    this.#scopes.perform(name, write, () => undefined);
  }

  async #write(after: number): Promise<void> {
    await sleep(after, { summary: statusAttribute });
    upsertSearchAttributes([{ key, value: this.#saga.status() }]);
  }

  async #writeAlone(after: number, number: number): Promise<void> {
    try {
      await sleep(after, { summary: statusAttribute });
      // Twice, because an update waits for all else too, and may then send something.
      await afterAllElse();
      await afterAllElse();
    } catch (error) {
      if (isCancellation(error)) return;
      throw error;
    }
    let isLater = false;
    await this.#saga.inTurn(() => {
      const value = this.#saga.status();
      if (isEnd(value) || number !== this.#latest) return;
      isLater = this.#saga.hasSent();
      if (!isLater) upsertSearchAttributes([{ key, value }]);
    });
    if (isLater) await this.#writeAlone(1, number);
  }
}

function isEnd(status: SagaStatus): boolean {
  return status === 'completed' || status === 'compensated';
}
