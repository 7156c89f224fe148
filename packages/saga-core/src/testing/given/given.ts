import type { OperatorAction } from '../../engine/decision.ts';
import { Expectations } from './expectations.ts';
import { GivenError } from './given-error.ts';
import {
  type FenceOutcomes,
  fenceOutcomes,
  type ProbeOutcomes,
  probeOutcomes,
  type RunOutcomes,
  runOutcomes,
  type UndoOutcomes,
} from './outcomes.ts';
import { play, type Tale } from './play.ts';
import { type Span, spanOf } from './span.ts';
import { type ResultAt, requireStep, type StepAddress } from './step-names.ts';
import type { Deed, Moment, Told } from './told.ts';

/** What people can do at a moment. */
export interface Deeds<Next, Results> {
  /** Somebody asks to cancel the saga. Where it is too late for that, nothing changes. */
  isCancelled(detail?: string): Next;
  /** Somebody gives a waiting step its word. */
  hears<const Address extends StepAddress<Results>>(step: Address, value?: ResultAt<Results, Address>): Next;
  /** Somebody says no to a waiting step. */
  hearsNo(step: StepAddress<Results>, code: string, detail?: string): Next;
  /** A person decides about a parked step. */
  decides(step: StepAddress<Results>, action: OperatorAction): Next;
}

/** What has been told so far. Every word gives a new one, so a beginning can be shared by many sentences. */
export class Given<Results, Output> {
  readonly #tale: Tale;

  /** @internal */
  constructor(tale: Tale) {
    this.#tale = tale;
  }

  /** What becomes of a step's run. Said again of the same step, it speaks of the next time that it is called. */
  when<const Address extends StepAddress<Results>>(
    step: Address,
  ): RunOutcomes<Given<Results, Output>, ResultAt<Results, Address>> {
    const { run } = requireStep(this.#tale.definition, step);
    return runOutcomes(step, (answer, after) => {
      if (run.kind === 'word' && answer.kind === 'inDoubt')
        throw invalid(`'${step}' waits for a word, which is never in doubt: say .hears, .hearsNo or .timesOut()`);
      if (run.kind === 'saga' && answer.kind === 'timedOut')
        throw invalid(`'${step}' runs a saga, which takes as long as it takes: say .isRefused or .isInDoubt`);
      return this.#with({ kind: 'outcome', operation: 'run', step, answer, after });
    });
  }

  /** What becomes of a step's undo. Said again of the same step, it speaks of the next time that it is undone. */
  whenUndoing(step: StepAddress<Results>): UndoOutcomes<Given<Results, Output>> {
    const found = requireStep(this.#tale.definition, step);
    const undo = found.kind === 'compensatable' ? found.undo.kind : 'nothing';
    if (undo === 'nothing') throw invalid(`'${step}' has nothing to undo`);
    return runOutcomes(step, (answer, after) => {
      if (undo === 'childSaga' && (answer.kind === 'refused' || answer.kind === 'timedOut'))
        throw invalid(`'${step}' is undone by a saga, which nobody refuses and which takes as long as it takes`);
      return this.#with({ kind: 'outcome', operation: 'compensate', step, answer, after });
    });
  }

  /** What is found when a step's participant is asked what became of a call in doubt. */
  whenProbing<const Address extends StepAddress<Results>>(
    step: Address,
  ): ProbeOutcomes<Given<Results, Output>, ResultAt<Results, Address>> {
    const { run } = requireStep(this.#tale.definition, step);
    if (run.kind !== 'call' || run.probe === undefined) throw invalid(`'${step}' has no probe`);
    return probeOutcomes((answer, after) => this.#with({ kind: 'outcome', operation: 'probe', step, answer, after }));
  }

  /** What is found when the pivot is fenced, before the saga unwinds. */
  whenFencing<const Address extends StepAddress<Results>>(
    step: Address,
  ): FenceOutcomes<Given<Results, Output>, ResultAt<Results, Address>> {
    const { run } = requireStep(this.#tale.definition, step);
    if (run.kind !== 'call' || run.fence === undefined) throw invalid(`'${step}' has no fence`);
    return fenceOutcomes((answer, after) => this.#with({ kind: 'outcome', operation: 'fence', step, answer, after }));
  }

  /** Somebody gives a step its word as soon as it waits for one. */
  hears<const Address extends StepAddress<Results>>(
    step: Address,
    value?: ResultAt<Results, Address>,
  ): Given<Results, Output> {
    this.#requireWord(step);
    return this.#with({
      kind: 'outcome',
      operation: 'run',
      step,
      answer: { kind: 'applied', result: value },
      after: 0,
    });
  }

  /** Somebody says no to a step as soon as it waits for a word. */
  hearsNo(step: StepAddress<Results>, code: string, detail?: string): Given<Results, Output> {
    this.#requireWord(step);
    return this.when(step).isRefused(code, detail);
  }

  /** The moment at which a step's call has been sent, and is not answered yet. */
  at(step: StepAddress<Results>): Deeds<Given<Results, Output>, Results> {
    requireStep(this.#tale.definition, step);
    return this.#deedsAt({ at: 'sent', step });
  }

  /** The moment so long after the start. */
  after(span: Span): Deeds<Given<Results, Output>, Results> {
    return this.#deedsAt({ at: 'time', milliseconds: spanOf(span, 'after') });
  }

  /** When all that was told has come to pass: the saga has ended, or waits for a person. */
  get afterwards(): Deeds<Given<Results, Output>, Results> {
    return this.#deedsAt({ at: 'rest' });
  }

  /**
   * What has come of it, to be held against what one expects. Everything that was told is played now.
   *
   * @throws {@link GivenError} when something that was told never came to pass
   */
  get expect(): Expectations<Results, Output> {
    return new Expectations(play(this.#tale));
  }

  #deedsAt(moment: Moment): Deeds<Given<Results, Output>, Results> {
    const does = (deed: Deed) => this.#with({ kind: 'deed', moment, deed });
    const { definition } = this.#tale;
    return {
      isCancelled: (detail) => does({ kind: 'cancel', ...(detail === undefined ? {} : { detail }) }),
      hears: (step, value) => {
        this.#requireWord(step);
        return does({ kind: 'say', step, word: { value } });
      },
      hearsNo: (step, code, detail) => {
        this.#requireWord(step);
        const refused = { code, ...(detail === undefined ? {} : { detail }) };
        return does({ kind: 'say', step, word: { refused } });
      },
      decides: (step, action) => {
        requireStep(definition, step);
        return does({ kind: 'decide', step, action });
      },
    };
  }

  #requireWord(step: string): void {
    if (requireStep(this.#tale.definition, step).run.kind !== 'word') throw invalid(`'${step}' waits for no word`);
  }

  #with(told: Told): Given<Results, Output> {
    return new Given({ ...this.#tale, told: [...this.#tale.told, told] });
  }
}

function invalid(why: string): GivenError {
  return new GivenError('INVALID_SENTENCE', `${why}.`);
}
