/** How many calls are tried one after the other, and how long each may take in milliseconds: a second in all. */
const mostInRow = 5;
const longestTry = 200;

/**
 * Beside how many normal calls one may be tried locally. The answer of each begins another row, all of them perhaps in one
 * workflow task, and Temporal bounds how long that takes (10 s) and how much leaves with it (4 MiB).
 */
const mostBeside = 4;

/**
 * Which calls may be tried locally, and which tries are under way.
 *
 * Nothing here may depend on the time or on the workflow task: when a query is answered while a try is under way, Temporal's core
 * may write the try's result down in one task and tell of it in the next, and a replay hears of it in the first. So tries are
 * counted, each has the same time, and whatever else happens (a cancel, an update, a timer, the answer of a normal call) is told
 * when none is under way: then the order in which the saga is told is the same for both.
 */
export class LocalTries {
  #inRow = 0;
  #hasHeard = false;
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];

  /** An update was heard. It is lost with its task, so nothing that follows from one may have been sent from within. */
  heard(): void {
    this.#hasHeard = true;
  }

  /** Something was told that Temporal had written down before: the workflow task that brought it is a new one. */
  isDurable(): void {
    this.#inRow = 0;
    this.#hasHeard = false;
  }

  /** How long the next call may be tried locally, in milliseconds, beside so many that are not; 0 for not at all. */
  begin(beside: number): number {
    if (this.#hasHeard || this.#inRow >= mostInRow || beside > mostBeside) return 0;
    this.#inRow += 1;
    this.#underWay += 1;
    return longestTry;
  }

  /** A try is over. Whoever waited is called back, in the order of their coming, until one of them begins another try. */
  end(): void {
    this.#underWay -= 1;
    while (this.#underWay === 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Calls back when no try is under way: at once, or after the last of a row. */
  whenOver(then: () => void): void {
    if (this.#underWay === 0) then();
    else this.#waiting.push(then);
  }

  /** Does something in its turn, when no try is under way. No cancellation cuts the wait short. */
  inTurn<Done>(work: () => Done): Promise<Awaited<Done>> {
    // In the turn itself, and not after a promise: what waits behind it is told right after.
    return new Promise((resolve, reject) => {
      this.whenOver(() => {
        try {
          resolve(work() as Awaited<Done>);
        } catch (error) {
          reject(error);
        }
      });
    });
  }
}
