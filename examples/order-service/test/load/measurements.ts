/** What became of the requests of one kind. */
export class Measurements {
  readonly #latencies: number[] = [];
  readonly #statuses = new Map<string, number>();

  /** `status`: of the answer, or what went wrong instead of one. Latency in milliseconds. */
  add(status: number | string, latency: number): void {
    this.#latencies.push(latency);
    this.#statuses.set(String(status), (this.#statuses.get(String(status)) ?? 0) + 1);
  }

  get count(): number {
    return this.#latencies.length;
  }

  /** `200: 17, 503: 1` */
  get statuses(): string {
    return [...this.#statuses].map(([status, count]) => `${status}: ${count}`).join(', ');
  }

  /** The latency that this share of the requests did not exceed, 0 to 1: the nearest rank. */
  percentile(share: number): number {
    const sorted = this.#latencies.toSorted((one, other) => one - other);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  }
}

/** The one in the middle; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.ceil(values.length / 2) - 1] ?? Number.NaN;
}
