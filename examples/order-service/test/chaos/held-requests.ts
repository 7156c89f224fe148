/** Requests that wait somewhere in the network. */
export class HeldRequests {
  readonly #releases = new Set<() => void>();

  get count(): number {
    return this.#releases.size;
  }

  /** Resolves after so many milliseconds, or, without them, when all are released, and then in any case. */
  async wait(after: number | undefined): Promise<void> {
    const released = Promise.withResolvers<void>();
    const timer = after === undefined ? undefined : setTimeout(released.resolve, after);
    this.#releases.add(released.resolve);
    await released.promise;
    clearTimeout(timer);
    this.#releases.delete(released.resolve);
  }

  releaseAll(): void {
    for (const release of this.#releases) release();
  }
}
