import type { ServerResponse } from 'node:http';

interface Place {
  /** How many reasons there are not to count it now. */
  idle: number;
}

const places = new WeakMap<ServerResponse, { place: Place; requests: RequestsInFlight }>();

/** The requests that are being worked on. One that only waits, for a slow client or for an ending, is not: see {@link whileIdle}. */
export class RequestsInFlight {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Counts a request until its answer is out or its client gone. */
  enter(response: ServerResponse): void {
    const place: Place = { idle: 0 };
    places.set(response, { place, requests: this });
    this.#count += 1;
    response.once('close', () => this.leave(place));
  }

  leave(place: Place): void {
    if (place.idle === 0) this.#count -= 1;
    place.idle += 1;
  }

  comeBack(place: Place): void {
    place.idle -= 1;
    if (place.idle === 0) this.#count += 1;
  }
}

/**
 * Waits, and meanwhile leaves the request's place among those that are worked on to others: for whatever costs nothing but memory, and may
 * take as long as a client likes.
 *
 * @example
 * await whileIdle(response, () => waitForEnding(...));
 */
export async function whileIdle<Result>(response: ServerResponse, wait: () => Promise<Result>): Promise<Result> {
  const found = places.get(response);
  if (found === undefined) return wait();
  const { place, requests } = found;
  requests.leave(place);
  try {
    return await wait();
  } finally {
    requests.comeBack(place);
  }
}
