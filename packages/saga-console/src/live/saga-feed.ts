import { setTimeout as pause } from 'node:timers/promises';
import { SagaBrokenOffError, type SagaHandle, SagaUnavailableError } from 'saga-core/client';
import type { SagaSnapshot } from '../browser/wire.ts';
import { readSnapshot, snapshotOf } from '../sagas/read-snapshot.ts';
import { orNoSaga, patience } from '../sagas/require-saga-workflow.ts';

/** Who is told of a saga. */
export interface FeedReader {
  /** A {@link SagaSnapshot} as JSON. */
  tell(snapshot: string): void;
  /** Nothing changes any more. */
  end(): void;
  /** It can't be followed. */
  fail(error: unknown): void;
}

/** Milliseconds between two looks at calls in flight: what the server says of their tries is in no history. */
const lookEvery = 2_000;
/** Milliseconds until it is tried again, when nothing was heard. */
const tryAgainAfter = 2_000;

/** One saga, followed for as long as somebody reads it. */
export class SagaFeed {
  readonly #saga: SagaHandle<unknown>;
  readonly #readers = new Set<FeedReader>();
  readonly #over = new AbortController();
  readonly #onOver: () => void;
  #last: SagaSnapshot | undefined;
  #told: string | undefined;
  #hasBegun = false;

  constructor(saga: SagaHandle<unknown>, onOver: () => void) {
    this.#saga = saga;
    this.#onOver = onOver;
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  join(reader: FeedReader): void {
    this.#readers.add(reader);
    if (this.#told !== undefined) reader.tell(this.#told);
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    void this.#follow();
    void this.#lookAtCalls();
  }

  leave(reader: FeedReader): void {
    this.#readers.delete(reader);
    if (this.#readers.size === 0) this.#close();
  }

  async #follow(): Promise<void> {
    try {
      while (!this.isOver && !(await this.#watch()))
        await pause(tryAgainAfter, undefined, { signal: this.#over.signal });
      this.#finish((reader) => reader.end());
    } catch (error) {
      if (!this.isOver) this.#finish((reader) => reader.fail(orNoSaga(error, this.#saga.id)));
    }
  }

  /** Whether the saga has ended; if not, nothing was heard of it. */
  async #watch(): Promise<boolean> {
    try {
      for await (const view of this.#saga.watch({ signal: this.#over.signal, within: patience }))
        this.#tell(await snapshotOf(this.#saga, view));
      return true;
    } catch (error) {
      if (error instanceof SagaUnavailableError) this.#tell(await this.#withoutView(error));
      else if (error instanceof SagaBrokenOffError) this.#tell(await readSnapshot(this.#saga));
      else throw error;
      return error instanceof SagaBrokenOffError;
    }
  }

  // Its history may still be there, when only its workers are away.
  async #withoutView({ message }: SagaUnavailableError): Promise<SagaSnapshot> {
    try {
      return { id: this.#saga.id, timeline: await this.#saga.timeline({ within: patience }), unavailable: message };
    } catch (error) {
      if (error instanceof SagaUnavailableError && this.#last !== undefined)
        return { ...this.#last, unavailable: message };
      throw error;
    }
  }

  async #lookAtCalls(): Promise<void> {
    try {
      for (;;) {
        await pause(lookEvery, undefined, { signal: this.#over.signal });
        if (this.#last === undefined || !hasCallsInFlight(this.#last)) continue;
        const timeline = await this.#saga.timeline({ within: patience });
        this.#tell({ ...this.#last, timeline });
      }
    } catch (error) {
      // What is wrong with the saga or with Temporal the other loop tells; this one only adds to it.
      if (!this.isOver && error instanceof SagaUnavailableError) await this.#lookAtCalls();
    }
  }

  #tell(snapshot: SagaSnapshot): void {
    if (this.isOver) return;
    this.#last = snapshot;
    const text = JSON.stringify(snapshot);
    if (text === this.#told) return;
    this.#told = text;
    for (const reader of [...this.#readers]) reader.tell(text);
  }

  #finish(tell: (reader: FeedReader) => void): void {
    const readers = [...this.#readers];
    this.#readers.clear();
    this.#close();
    for (const reader of readers) tell(reader);
  }

  #close(): void {
    if (this.isOver) return;
    this.#over.abort();
    this.#onOver();
  }
}

function hasCallsInFlight({ timeline }: SagaSnapshot): boolean {
  return timeline.steps.some(({ calls }) => calls.some(({ outcome }) => outcome.kind === 'inFlight'));
}
