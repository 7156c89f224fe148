import { isDeepStrictEqual } from 'node:util';
import { nearestName } from '../../definition/nearest-name.ts';
import type { SagaCause } from '../../engine/saga-cause.ts';
import type { StepStatus } from '../../engine/saga-status.ts';
import type { SimulatedCall } from '../simulate.ts';
import { activitiesOf } from './activities-of.ts';
import { asJson, hasAtLeast } from './as-json.ts';
import { failed, failedCalls } from './failed.ts';
import { GivenError } from './given-error.ts';
import { type Held, type HeldCalls, heldCalls } from './held-calls.ts';
import type { Played } from './play.ts';
import { type Span, spanOf, spanText } from './span.ts';
import { requireStep, type StepAddress } from './step-names.ts';
import { causeText, storyText } from './story.ts';

/** What one can expect of a saga. Each is checked as it is said, and throws a {@link GivenError} when it came otherwise. */
export class Expectations<Results, Output> {
  readonly #played: Played;

  /** @internal */
  constructor(played: Played) {
    this.#played = played;
  }

  /** The saga has ended so. */
  ends(status: 'completed' | 'compensated'): Held<Results, Output> {
    const { state } = this.#played;
    const cause = state.cause === undefined ? '' : `, because ${causeText(state.cause)}`;
    if (status !== state.status) this.#fail(`end ${status}`, status, state.status, `it is ${state.status}${cause}`);
    return this.#held();
  }

  /** The saga waits for a person's decision about this step, which is parked with this code. */
  waitsForDecision(step: StepAddress<Results>, code?: string): Held<Results, Output> {
    requireStep(this.#played.definition, step);
    const parked = this.#played.state.steps[step]?.parked;
    const what = `wait for a decision about ${step}`;
    if (parked === undefined) this.#fail(what, 'parked', this.#statusOf(step), `${step} is ${this.#statusOf(step)}`);
    else if (code !== undefined && parked.code !== code)
      this.#fail(`${what} (${code})`, code, parked.code, `it was parked with ${parked.code}`);
    return this.#held();
  }

  /** The saga unwinds, or was unwound, for a cause with at least these members. */
  cause(cause: Partial<SagaCause>): Held<Results, Output> {
    const { state } = this.#played;
    if (!hasAtLeast(state.cause, cause)) {
      const came = state.cause === undefined ? 'it was not' : `it was because ${causeText(state.cause)}`;
      this.#fail(`be unwound because of ${JSON.stringify(cause)}`, cause, state.cause, came);
    }
    return this.#held();
  }

  /** Each of these activities was called: runs, undos, probes and fences alike. A child saga's are `<saga>.run` and `<saga>.unwind`. */
  calls(...activities: readonly [string, ...string[]]): HeldCalls<Results, Output> {
    this.#requireActivities(activities);
    const made = this.#played.calls.map(({ activity }) => activity);
    const missing = activities.filter((activity) => !made.includes(activity));
    if (missing.length > 0) failedCalls(this.#played, `call ${missing.join(', ')}`, activities, made);
    return heldCalls(this.#played, activities, this.#held());
  }

  /** None of these activities was called. */
  neverCalls(...activities: readonly [string, ...string[]]): Held<Results, Output> {
    this.#requireActivities(activities);
    const made = this.#played.calls.map(({ activity }) => activity);
    const found = activities.filter((activity) => made.includes(activity));
    if (found.length > 0) failedCalls(this.#played, `never call ${found.join(', ')}`, [], made);
    return this.#held();
  }

  /** Exactly these steps were undone, in this order, where undoing them took a call; none is none. */
  undoes(...steps: readonly StepAddress<Results>[]): Held<Results, Output> {
    for (const step of steps) requireStep(this.#played.definition, step);
    const undone = [...new Set(this.#played.calls.filter(isUndo).map(({ step }) => step))];
    const what = steps.length === 0 ? 'undo nothing' : `undo ${steps.join(', ')}, in this order`;
    if (!isDeepStrictEqual(undone, [...steps]))
      this.#fail(what, steps, undone, undone.length === 0 ? 'it undid nothing' : `it undid ${undone.join(', ')}`);
    return this.#held();
  }

  /** The step has come to this. */
  step(step: StepAddress<Results>, status: StepStatus): Held<Results, Output> {
    requireStep(this.#played.definition, step);
    const came = this.#statusOf(step);
    if (came !== status) this.#fail(`leave ${step} ${status}`, status, came, `it is ${came}`);
    return this.#held();
  }

  /** The saga has completed and gives this. */
  returns(output: Output): Held<Results, Output> {
    const { state } = this.#played;
    if (state.status !== 'completed') this.#fail('return', asJson(output), undefined, `it is ${state.status}`);
    const came = asJson(this.#played.output);
    if (!isDeepStrictEqual(came, asJson(output)))
      this.#fail(`return ${JSON.stringify(output)}`, asJson(output), came, `it returned ${JSON.stringify(came)}`);
    return this.#held();
  }

  /** So much time passes from the start to the end, or to where the saga waits for a person. */
  lasts(span: Span): Held<Results, Output> {
    const expected = spanOf(span, 'lasts');
    const { lasted } = this.#played;
    if (lasted !== expected)
      this.#fail(`last ${spanText(expected)}`, expected, lasted, `it lasted ${spanText(lasted)}`);
    return this.#held();
  }

  #held(): Held<Results, Output> {
    return { expect: this, story: storyText(this.#played.story) };
  }

  // What is misspelt is called by nobody, and "never calls" would be true of it.
  #requireActivities(activities: readonly string[]): void {
    const { definition } = this.#played;
    const known = activitiesOf(definition);
    for (const activity of activities) {
      if (known.includes(activity)) continue;
      const near = nearestName(activity, known);
      const hint = near === undefined ? `It calls ${known.join(', ')}.` : `Did you mean '${near}'?`;
      throw new GivenError('INVALID_SENTENCE', `Saga '${definition.name}' never calls '${activity}'. ${hint}`);
    }
  }

  #statusOf(step: string): StepStatus {
    return this.#played.state.steps[step]?.status ?? 'pending';
  }

  #fail(what: string, expected: unknown, actual: unknown, came: string): never {
    return failed(this.#played, what, came, { expected, actual });
  }
}

function isUndo({ operation }: SimulatedCall): boolean {
  return operation === 'compensate';
}
