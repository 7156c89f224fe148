import type { Move } from './move.ts';

/** How each world was reached first: by which move from which other. @internal */
export class Paths {
  readonly #from: number[] = [];
  readonly #by: (Move | undefined)[] = [];

  get count(): number {
    return this.#from.length;
  }

  start(): number {
    return this.#push(-1, undefined);
  }

  add(from: number, move: Move): number {
    return this.#push(from, move);
  }

  /** The moves from the start. */
  to(path: number): Move[] {
    const moves: Move[] = [];
    for (let at = path; (this.#from[at] as number) >= 0; at = this.#from[at] as number) {
      moves.push(this.#by[at] as Move);
    }
    return moves.reverse();
  }

  #push(from: number, by: Move | undefined): number {
    this.#by.push(by);
    return this.#from.push(from) - 1;
  }
}
