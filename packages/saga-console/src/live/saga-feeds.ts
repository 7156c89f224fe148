import type { SagaClient } from 'saga-core/client';
import { ConsoleProblem } from '../problems/console-problem.ts';
import { type FeedReader, SagaFeed } from './saga-feed.ts';

/** The sagas that somebody looks at. All who look at the same one share what is asked of Temporal for it. */
export class SagaFeeds {
  readonly #client: SagaClient;
  readonly #most: number;
  readonly #stopping: AbortSignal | undefined;
  readonly #feeds = new Map<string, SagaFeed>();
  #readers = 0;

  /** `most`: readers at the same time. */
  constructor(client: SagaClient, most: number, stopping?: AbortSignal) {
    this.#client = client;
    this.#most = most;
    this.#stopping = stopping;
  }

  /** How many read now, and of how many sagas. */
  get open(): { readonly readers: number; readonly sagas: number } {
    return { readers: this.#readers, sagas: this.#feeds.size };
  }

  /** Aborts when the process stops. */
  get stopping(): AbortSignal | undefined {
    return this.#stopping;
  }

  /**
   * Reads a saga. Call what it gives once, when the reader has gone.
   *
   * @throws ConsoleProblem `TOO_MANY_VIEWERS`
   */
  read(id: string, reader: FeedReader): () => void {
    if (this.#readers >= this.#most) {
      throw new ConsoleProblem('TOO_MANY_VIEWERS', 'Too many pages are open here; close some, or try again later.', {
        'Retry-After': '5',
      });
    }
    this.#readers += 1;
    const feed = this.#feedOf(id);
    feed.join(reader);
    return () => {
      this.#readers -= 1;
      feed.leave(reader);
    };
  }

  #feedOf(id: string): SagaFeed {
    const known = this.#feeds.get(id);
    if (known !== undefined && !known.isOver) return known;
    const feed: SagaFeed = new SagaFeed(this.#client.handle(id), () => {
      if (this.#feeds.get(id) === feed) this.#feeds.delete(id);
    });
    this.#feeds.set(id, feed);
    return feed;
  }
}
