import { refusal, type SagaCall } from 'saga-core/activity';
import type { StageActivities } from './trace-sagas.ts';

/** What becomes of one try of a call. `failOnce`: it is tried again by itself · `fail`: that was the last try. */
export type Fate = 'apply' | 'refuse' | 'failOnce' | 'fail';

/** One try that waits for its fate. */
interface Waiting {
  readonly call: SagaCall;
  readonly activity: string;
  readonly argument: unknown;
  readonly settle: (fate: Fate) => void;
}

/** Where the calls of real sagas wait until a schedule says what becomes of them. */
export class Stage {
  readonly #waiting = new Set<Waiting>();
  readonly #seen: Omit<Waiting, 'settle'>[] = [];
  #isClosed = false;
  readonly #triedAgain = new Set<string>();
  readonly #watchers = new Set<() => void>();

  /** All calls, in the order in which their first tries came. */
  seen(sagaId: string): readonly Omit<Waiting, 'settle'>[] {
    return this.#seen.filter(({ call }) => call.sagaId === sagaId);
  }

  /** Resolves as soon as a try of that call waits, and says what becomes of it. */
  async settle(sagaId: string, label: string, fate: Fate): Promise<void> {
    const waiting = await this.#when(() => this.#find(sagaId, label));
    this.#waiting.delete(waiting);
    waiting.settle(fate);
  }

  /** Resolves as soon as exactly these calls wait. */
  async isHolding(sagaId: string, labels: readonly string[]): Promise<void> {
    const expected = [...labels].sort().join();
    await this.#when(() => (this.#labels(sagaId).join() === expected ? true : undefined));
  }

  /** All that waits, for the message of a test that waits in vain. */
  waiting(): readonly string[] {
    return [...this.#waiting].map(({ call }) => `${call.sagaId}: ${labelOf(call)}`);
  }

  /** Lets go of all that waits, as a test that failed leaves it; a worker stops only when nothing is under way. */
  clear(): void {
    for (const { settle } of this.#waiting) settle('fail');
    this.#waiting.clear();
    this.#isClosed = true;
  }

  activities(): StageActivities {
    const perform = (activity: string) => (argument: unknown, call?: SagaCall) =>
      this.#perform(activity, argument, call as SagaCall);
    return { act: perform('stage.act'), undo: perform('stage.undo'), ask: perform('stage.ask') } as StageActivities;
  }

  #labels(sagaId: string): string[] {
    return [...this.#waiting].flatMap(({ call }) => (call.sagaId === sagaId ? [labelOf(call)] : [])).sort();
  }

  #find(sagaId: string, label: string): Waiting | undefined {
    return [...this.#waiting].find(({ call }) => call.sagaId === sagaId && labelOf(call) === label);
  }

  async #perform(activity: string, argument: unknown, call: SagaCall): Promise<unknown> {
    if (this.#isClosed) throw new Error('The stage is closed.');
    const fate = await new Promise<Fate>((settle) => {
      const waiting = { call, activity, argument, settle };
      this.#waiting.add(waiting);
      if (!this.#triedAgain.delete(labelOf(call) + call.sagaId)) this.#seen.push(waiting);
      for (const watcher of [...this.#watchers]) watcher();
    });
    if (fate === 'refuse') throw refusal({ code: 'REFUSED' });
    if (fate === 'failOnce') this.#triedAgain.add(labelOf(call) + call.sagaId);
    if (fate === 'failOnce' || fate === 'fail') throw new Error('connection reset');
    if (activity === 'stage.ask') return { kind: 'unknown' };
    return activity === 'stage.undo' ? undefined : { done: activity };
  }

  async #when<Value>(look: () => Value | undefined): Promise<Value> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const watcher = () => {
          this.#watchers.delete(watcher);
          resolve();
        };
        this.#watchers.add(watcher);
      });
    }
  }
}

function labelOf({ key, operation }: SagaCall): string {
  const name = key.slice(key.indexOf('/') + 1);
  return operation === 'probe' ? name.replace(/\/run(~\d+)?$/, '/probe$1') : name;
}
