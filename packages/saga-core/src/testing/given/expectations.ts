import { isDeepStrictEqual } from 'node:util';
import { nearestName } from '../../definition/nearest-name.ts';
import type { SagaCause } from '../../engine/saga-cause.ts';
import type { StepStatus } from '../../engine/saga-status.ts';
import type { SimulatedCall } from '../simulate.ts';
import { activitiesOf } from './activities-of.ts';
import { asJson, hasAtLeast } from './as-json.ts';
import { GivenError } from './given-error.ts';
import type { Played } from './play.ts';
import { type Span, spanOf, spanText } from './span.ts';
import { requireStep, type StepAddress } from './step-names.ts';
import { causeText, storyText } from './story.ts';

/** An expectation that holds. More can follow. */
export interface Held<Results, Output> {
  readonly expect: Expectations<Results, Output>;
  /** All that happened, as text. */
  readonly story: string;
}

/** Calls that were made, of which more can be said. */
export interface HeldCalls<Results, Output> extends Held<Results, Output> {
  /** They were made in the order in which they are named. Others may have come between. */
  inOrder(): HeldCalls<Results, Output>;
  /** They were all the calls that were made, in this order, each as often as it is named. */
  andNoOthers(): HeldCalls<Results, Output>;
  /** One call of the last activity that is named had an argument with at least these members. */
  withArgument(argument: unknown): HeldCalls<Results, Output>;
}

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
    if (missing.length > 0) this.#failCalls(`call ${missing.join(', ')}`, activities, made);
    return this.#heldCalls(activities);
  }

  /** None of these activities was called. */
  neverCalls(...activities: readonly [string, ...string[]]): Held<Results, Output> {
    this.#requireActivities(activities);
    const made = this.#played.calls.map(({ activity }) => activity);
    const found = activities.filter((activity) => made.includes(activity));
    if (found.length > 0) this.#failCalls(`never call ${found.join(', ')}`, [], made);
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

  #heldCalls(activities: readonly string[]): HeldCalls<Results, Output> {
    const { calls } = this.#played;
    const made = calls.map(({ activity }) => activity);
    return {
      ...this.#held(),
      inOrder: () => {
        let from = 0;
        for (const activity of activities) {
          const at = made.indexOf(activity, from);
          if (at < 0) this.#failCalls(`call ${activities.join(', ')} in this order`, activities, made);
          from = at + 1;
        }
        return this.#heldCalls(activities);
      },
      andNoOthers: () => {
        if (!isDeepStrictEqual(made, [...activities]))
          this.#failCalls(`call ${activities.join(', ')} and nothing else`, activities, made);
        return this.#heldCalls(activities);
      },
      withArgument: (argument) => {
        const last = activities.at(-1);
        const came = calls.filter(({ activity }) => activity === last).map((call) => asJson(call.argument));
        if (!came.some((one) => hasAtLeast(one, asJson(argument))))
          this.#fail(
            `call ${last} with ${JSON.stringify(argument)}`,
            asJson(argument),
            came,
            `it called it with ${came.map((one) => JSON.stringify(one)).join(', and with ')}`,
          );
        return this.#heldCalls(activities);
      },
    };
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

  #failCalls(what: string, activities: readonly string[], made: readonly string[]): never {
    return this.#fail(what, activities, made, `it called ${made.join(', ')}`);
  }

  #fail(what: string, expected: unknown, actual: unknown, came: string): never {
    const { definition, story } = this.#played;
    throw new GivenError(
      'EXPECTATION_FAILED',
      `Saga '${definition.name}' was to ${what}, but ${came}.\n\nWhat happened:\n${storyText(story)}`,
      { expected, actual },
    );
  }
}

function isUndo({ operation }: SimulatedCall): boolean {
  return operation === 'compensate';
}
