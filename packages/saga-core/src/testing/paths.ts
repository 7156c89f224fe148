import { Interner } from './interner.ts';
import type { Move } from './move.ts';

/** How each world was reached first: by which move from which other. Numbers only, as there are millions. @internal */
export class Paths {
  readonly #moves = new Interner<Move>();
  readonly #from: number[] = [];
  readonly #by: number[] = [];

  get count(): number {
    return this.#from.length;
  }

  start(): number {
    return this.#push(-1, -1);
  }

  add(from: number, move: Move): number {
    return this.#push(from, this.#moves.numberOf(move));
  }

  /** The moves from the start. */
  to(path: number): Move[] {
    const moves: Move[] = [];
    for (let at = path; (this.#from[at] as number) >= 0; at = this.#from[at] as number) {
      moves.push(this.#moves.valueOf(this.#by[at] as number));
    }
    return moves.reverse();
  }

  #push(from: number, by: number): number {
    this.#by.push(by);
    return this.#from.push(from) - 1;
  }
}
