import { afterAllElse } from './after-all-else.ts';
import { taskNow } from './task-facts.ts';

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
 * What is tried may not depend on the time or on the workflow task: when a query is answered while a try is under way, Temporal's
 * core may write the try's result down in one task and tell of it in the next, and a replay hears of it in the first. So tries are
 * counted, each has the same time, and whatever else happens (a cancel, an update, a timer, the answer of a normal call) is told
 * when none is under way: then the order in which the saga is told is the same for both.
 */
export class LocalTries {
  #inRow = 0;
  #hasHeard = false;
  #underWay = 0;
  /** The workflow task in which those under way began, by the length of the history. */
  #begunIn = -1;
  /** What was told is still being answered, and what came later waits for that. */
  #isAnswering = false;
  readonly #waiting: Waiting[] = [];
  readonly #following: (() => void)[] = [];
  readonly #onMistake: (error: unknown) => void;

  constructor(onMistake: (error: unknown) => void) {
    this.#onMistake = onMistake;
  }

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
    if (this.#underWay === 0) this.#begunIn = taskNow().historyLength;
    this.#inRow += 1;
    this.#underWay += 1;
    return longestTry;
  }

  /** A try is over. Whoever waited is called back, in the order of their coming, until one of them begins another try. */
  end(): void {
    this.#underWay -= 1;
    this.#callBack();
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Whether something that came waits for what came before it to be answered: it is told within this workflow task. */
  get isAnswering(): boolean {
    return this.#isAnswering;
  }

  /**
   * Whether a try is under way that an earlier workflow task began. A replay may hear of it before this task. So an update must not
   * be accepted now: that is a command of its own, and would come before what follows from the try, in a replay after it.
   */
  get areFromBefore(): boolean {
    return this.#underWay > 0 && this.#begunIn !== taskNow().historyLength;
  }

  /**
   * Calls back when the row is over to which it belongs, for what follows from that row itself. Whatever came meanwhile is told after
   * it, as a replay may hear of that in a later task.
   */
  atRowsEnd(then: () => void): void {
    if (this.#underWay === 0) then();
    else this.#following.push(then);
  }

  /** Calls back for what came from outside, when no try is under way: at once, or after the last of a row. */
  whenOver(then: () => void): void {
    if (this.#underWay === 0 && !this.#isAnswering) then();
    else this.#waiting.push({ task: taskNow().historyLength, then });
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

  #callBack(): void {
    while (this.#underWay === 0) {
      const next = this.#following.shift();
      if (next === undefined) break;
      next();
    }
    let task: number | undefined;
    while (this.#underWay === 0 && !this.#isAnswering) {
      const [next] = this.#waiting;
      if (next === undefined || (task !== undefined && next.task !== task)) break;
      this.#waiting.shift();
      task = next.task;
      next.then();
    }
    if (task !== undefined && task !== taskNow().historyLength) this.#letAnswer();
  }

  // What waited since an earlier task a replay may tell in that one, and answer it there (an update) before it hears of anything later.
  #letAnswer(): void {
    this.#isAnswering = true;
    afterAllElse().then(() => {
      this.#isAnswering = false;
      this.#callBack();
    }, this.#onMistake);
  }
}

interface Waiting {
  /** The workflow task in which it came, by the length of the history. */
  readonly task: number;
  readonly then: () => void;
}
