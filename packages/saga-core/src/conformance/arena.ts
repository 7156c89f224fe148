import { randomUUID } from 'node:crypto';
import type { ItemOf } from './attack.ts';
import { Caller } from './caller.ts';
import type { CheckedOptions } from './checked-options.ts';
import { ConformanceError } from './conformance-error.ts';
import type { ConformanceOperation } from './conformance-options.ts';
import { Logbook } from './logbook.ts';
import type { Outcome } from './outcome.ts';
import type { Redactor } from './redactor.ts';
import { SagaUnderAttack } from './saga-under-attack.ts';

interface Begun {
  readonly saga: SagaUnderAttack;
  readonly operation: ConformanceOperation;
  readonly earlier: readonly SagaUnderAttack[];
}

/** Where sagas are begun for the attacks, and tidied up after them. @internal */
export class Arena {
  readonly logbook: Logbook;
  readonly caller: Caller;
  readonly leftStanding: string[] = [];
  readonly #options: CheckedOptions;
  readonly #effects = new Map<string, number>();
  #begun: Begun[] = [];

  constructor(options: CheckedOptions, redactor: Redactor) {
    this.#options = options;
    this.logbook = new Logbook(redactor);
    this.caller = new Caller(options, this.logbook, redactor);
  }

  /** Begins a saga in which all is done that comes before the operation, and nothing of the operation itself. */
  async begin(name: string, { item, of }: ItemOf = {}): Promise<SagaUnderAttack> {
    const id = randomUUID();
    const operation = this.#operation(name);
    const saga = this.#saga(name, id, { item, of });
    const earlier: SagaUnderAttack[] = [];
    this.#begun.push({ saga, operation, earlier });
    for (const step of this.#before(name)) {
      const done = this.#saga(step, id);
      earlier.push(done);
      requirePlain(`operations.${step}.run, which comes before ${name},`, await done.run());
    }
    if (operation.observe !== undefined) await saga.beginObserving(this.#effects.get(name) ?? 1);
    return saga;
  }

  /**
   * Sees whether a plain call is applied at all, and what it changes.
   *
   * @throws ConformanceError
   */
  async measure(name: string): Promise<void> {
    const saga = await this.begin(name);
    requirePlain(`operations.${name}.run`, await saga.run());
    const effect = (await saga.standing()) ?? 1;
    if (effect === 0) {
      throw new ConformanceError(
        'OBSERVATION_FAILED',
        `operations.${name}.observe gave the same number before and after a run that was applied; it must give one that a run changes, as soon as the run is answered.`,
      );
    }
    this.#effects.set(name, effect);
    await this.tidyUp();
  }

  /** @throws ConformanceError when a plain call is not applied any more */
  async requireAlive(name: string): Promise<void> {
    requirePlain(`operations.${name}.run, which was applied before,`, await (await this.begin(name)).run());
  }

  /** Undoes, as a saga would, what may stand of the sagas that were begun, and turns the page. */
  async tidyUp(): Promise<void> {
    const begun = this.#begun;
    this.#begun = [];
    for (const { saga, operation, earlier } of begun) {
      const isBehindPivot = operation.compensate === undefined && saga.mayStand;
      const open = isBehindPivot ? [] : [...earlier, saga].filter(({ mayStand, isUndoable }) => mayStand && isUndoable);
      for (const each of open.reverse()) {
        if ((await each.compensate()).kind !== 'applied') this.leftStanding.push(each.sagaId);
      }
    }
    this.logbook.turnPage();
  }

  #saga(name: string, id: string, { item, of }: ItemOf = {}): SagaUnderAttack {
    const { caller, logbook } = this;
    const sagaId = of?.sagaId ?? `${this.#options.prefix}-${id}`;
    return new SagaUnderAttack(id, sagaId, { name, item, operation: this.#operation(name), caller, logbook });
  }

  #operation(name: string): ConformanceOperation {
    const operation = this.#options.operations[name];
    if (operation === undefined) throw new Error(`There is no operations.${name}.`);
    return operation;
  }

  /** Each once, those first that others come after. */
  #before(name: string): readonly string[] {
    const { after = [] } = this.#operation(name);
    return [...new Set(after.flatMap((earlier) => [...this.#before(earlier), earlier]))];
  }
}

/** That a call which nothing is wrong with is applied. @throws ConformanceError */
function requirePlain(what: string, outcome: Outcome): void {
  if (outcome.kind === 'applied') return;
  if (outcome.status === undefined) {
    throw new ConformanceError(
      'PARTICIPANT_UNREACHABLE',
      `${what} ${outcome.words}. See that the participant runs, and that baseUrl is its address.`,
    );
  }
  const hint =
    outcome.status === 401 || outcome.status === 403
      ? 'See that `headers` gives what proves to the participant who you are.'
      : 'See that it is a request which the participant applies as often as it comes for a new saga, and that its test data has not run out.';
  throw new ConformanceError(
    'PLAIN_CALL_FAILED',
    `${what} ${outcome.words}; the kit needs one that is applied. ${hint}`,
  );
}
