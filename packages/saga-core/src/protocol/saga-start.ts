import type { SagaCause } from '../engine/saga-cause.ts';
import type { SagaCommand } from '../engine/saga-command.ts';
import type { SagaTimer } from '../engine/saga-event.ts';
import type { SagaState } from '../engine/saga-state.ts';

/** A saga's state on its way from one run of its workflow to the next: nothing of it is lost, nothing done twice. */
export interface CarriedSaga {
  readonly state: SagaState;
  /** Decided and not yet performed. */
  readonly commands: readonly SagaCommand[];
  /** The timers that run, with the Unix milliseconds at which each fires. */
  readonly timers: readonly { readonly timer: SagaTimer; readonly at: number }[];
  /** When each step was sent and when it last settled, in Unix milliseconds. */
  readonly times: Readonly<Record<string, { readonly startedAt: number; readonly endedAt?: number }>>;
}

/** The second argument of a saga's workflow, beside its input. A saga that is simply started has none. */
export interface SagaStart {
  /** The saga goes on from there. */
  readonly carried?: CarriedSaga;
  /** It unwinds at once, for this cause: a completed child whose parent unwinds, or a saga that was broken off. */
  readonly unwind?: SagaCause;
  /** It is a step of another saga, so it returns a {@link ChildResult}. */
  readonly isChild?: true;
}

/** What a child saga returns: its output for its parent, and all that undoes it. */
export interface ChildResult {
  readonly output: unknown;
  readonly state: SagaState;
}
