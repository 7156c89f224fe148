/** Something that will happen, unless it is struck off before. @internal */
export interface Pending {
  readonly at: number;
  /** What it is, where others may strike it off or need to know: a timer's name, or a call's. */
  readonly name?: string;
  readonly happen: () => void;
}

/** What will happen, by time, and at one time in the order in which it was noted. Its clock goes only as things happen. @internal */
export class Agenda {
  #pending: Pending[] = [];
  #now = 0;

  /** Milliseconds since the start. */
  get now(): number {
    return this.#now;
  }

  /** The names of all that is to come. */
  get names(): readonly (string | undefined)[] {
    return this.#pending.map(({ name }) => name);
  }

  add(after: number, happen: () => void, name?: string): void {
    this.#pending.push({ at: this.#now + after, happen, ...(name === undefined ? {} : { name }) });
  }

  has(name: string): boolean {
    return this.#pending.some((pending) => pending.name === name);
  }

  strike(name: string): void {
    this.#pending = this.#pending.filter((pending) => pending.name !== name);
  }

  /** Takes what comes next, and goes to its time. */
  next(): Pending | undefined {
    const next = this.#pending.reduce<Pending | undefined>(
      (first, pending) => (first === undefined || pending.at < first.at ? pending : first),
      undefined,
    );
    if (next === undefined) return undefined;
    this.#pending = this.#pending.filter((pending) => pending !== next);
    this.#now = next.at;
    return next;
  }
}
