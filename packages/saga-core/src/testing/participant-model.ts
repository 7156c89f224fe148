import type { FenceAnswer } from '../definition/fence-answer.ts';
import type { Refused } from '../engine/outcome.ts';

/** What an activity's model knows of its call, beside the argument. */
export interface ModelCall {
  readonly key: string;
  readonly sagaId: string;
  /**
   * The run that this call undoes or asks about, when that was applied: its key and its result. Only for a compensation
   * and for a probe, and only where a barrier stands before the participant.
   */
  readonly ran?: { readonly key: string; readonly result: unknown };
}

/** What a call did: the participant's new state and the call's result; or a definite no, which changes nothing. */
export type Effect<State, Result = unknown> =
  | { readonly state: State; readonly result?: Result }
  | { readonly refused: Refused };

/**
 * A participant as small pure functions: its state, and what each of its activities does to it. The state must survive JSON.
 *
 * Model the effects plainly and without any protection against duplicates or late calls where the definition says
 * `barrier: true`: the barrier before them is part of what is explored. Where it says `false`, the model is all there is.
 * A probe passes the barrier by and changes nothing; its result is the answer.
 *
 * A saga that runs as a step of another is modelled like a participant of its own name, with the activities `run`, which gets
 * its input and gives its output, and `unwind`, which takes all of it back. What can happen inside it is explored on its own.
 */
export interface ParticipantModel<State> {
  readonly initial: State;
  readonly activities: Readonly<Record<string, (state: State, argument: never, call: ModelCall) => Effect<State>>>;
}

/** A fence is answered by the barrier, so it has no model. */
type Fence = (...args: never[]) => Promise<FenceAnswer<unknown>>;

type ModelOf<Activity, State> = Activity extends (...args: infer Arguments) => Promise<infer Result>
  ? (
      state: State,
      argument: Arguments extends readonly [infer Argument, ...unknown[]] ? Argument : undefined,
      call: ModelCall,
    ) => Effect<State, Result>
  : never;

/**
 * Types a participant's model by its activities, so that arguments and results are those that the saga really sends and reads.
 *
 * @example
 * ```ts
 * const payment = participantModel<PaymentActivities, { charged: number; refunded: number }>({
 *   initial: { charged: 0, refunded: 0 },
 *   activities: {
 *     charge: (state, { amount }) => ({ state: { ...state, charged: state.charged + amount }, result: { paymentId: 'p1' } }),
 *     refund: (state) => ({ state: { ...state, refunded: state.charged } }),
 *   },
 * });
 * ```
 */
export function participantModel<Activities, State>(model: {
  readonly initial: State;
  readonly activities: {
    readonly [Name in keyof Activities as Activities[Name] extends Fence ? never : Name]: ModelOf<
      Activities[Name],
      State
    >;
  };
}): ParticipantModel<State> {
  return { initial: model.initial, activities: { ...model.activities } } as ParticipantModel<State>;
}
