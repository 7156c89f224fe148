import { apiProblem } from '../problems/api-problem.ts';

/** Open streams per customer, and of all in one process. */
const most = { perCustomer: 10, inAll: 1_000 };

/** How many event streams are open, and whose. */
export class StreamPlaces {
  readonly #taken = new Map<string, number>();
  #inAll = 0;

  /** All that are open now. */
  get open(): number {
    return this.#inAll;
  }

  /**
   * Takes a place for a customer. Call what it gives once, when the stream is over.
   *
   * @throws Problem 429 `TOO_MANY_STREAMS` when the customer has enough of them, 503 `STREAMS_EXHAUSTED` when this process has.
   */
  take(customerId: string): () => void {
    const taken = this.#taken.get(customerId) ?? 0;
    const headers = { 'Retry-After': '5' };
    if (taken >= most.perCustomer) throw apiProblem('TOO_MANY_STREAMS', { headers });
    if (this.#inAll >= most.inAll) throw apiProblem('STREAMS_EXHAUSTED', { headers });
    this.#taken.set(customerId, taken + 1);
    this.#inAll += 1;
    return () => {
      const left = (this.#taken.get(customerId) ?? 1) - 1;
      if (left > 0) this.#taken.set(customerId, left);
      else this.#taken.delete(customerId);
      this.#inAll -= 1;
    };
  }
}
