import { requireSaga } from '../definition/require-saga.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import { itemKeyOf, stepNameOf } from '../engine/address.ts';
import type { CallOperation } from '../engine/saga-command.ts';
import { endingsOf } from './rehearsal/endings-of.ts';
import { type Mishap, rehearse, type TurningCommand } from './rehearsal/rehearse.ts';

/** One call on the way back. */
export interface RollbackCall {
  /** The name of the step that is undone or asked about. */
  readonly step: string;
  /** The activity; or `saga <name>` for a child saga, which is unwound as a whole. */
  readonly activity: string;
  /** `probe` asks what became of a run, `fence` makes sure that the pivot can't happen any more; both come before any undo. */
  readonly operation: Exclude<CallOperation, 'run'>;
  /** Once for each item of its `forEach`. */
  readonly forEach?: true;
}

/** What a saga does when one of its steps goes wrong. */
export interface RollbackPath {
  /** The step that goes wrong. */
  readonly step: string;
  /**
   * `refused` the participant says no, a child saga was unwound, a word was a no or did not come ·
   * `inDoubt` nobody knows whether it happened, and no probe says ·
   * `cancelled` somebody cancels the saga while the step is under way.
   */
  readonly ending: Mishap;
  /** What is asked and undone, in this order; the calls of one turn at the same time. */
  readonly turns: readonly (readonly RollbackCall[])[];
  /**
   * How it ends when all of these calls are done. `needsAttention`: a person must decide. `unstoppable`: it goes on, as the
   * pivot was sent.
   */
  readonly end: 'compensated' | 'needsAttention' | 'unstoppable';
}

/**
 * All ways back of a saga: for each step up to the pivot, and the pivot itself, what the engine does when it is refused, in doubt,
 * or when the saga is cancelled while it is under way. Everything before and beside the step has succeeded, conditions
 * hold and lists have one item: the most that there can be to undo. A step whose calls are tried as local activities can be in doubt
 * together with those after it (docs/decisions/0012), so then they are undone too, whether they were sent or not.
 *
 * @example
 * ```ts
 * const path = rollbackPaths(createOrderSaga).find(({ step, ending }) => step === 'processPayment' && ending === 'refused');
 * path?.turns.flat().map(({ activity }) => activity); // ['inventory.release', 'order.cancel']
 * ```
 */
export function rollbackPaths(saga: AnySaga): readonly RollbackPath[] {
  requireSaga(saga, 'rollbackPaths');
  return saga.steps.flatMap((step) => waysBackFrom(saga, step));
}

/** The ways back when this step goes wrong. @internal */
export function waysBackFrom(saga: AnySaga, step: StepDefinition): readonly RollbackPath[] {
  return endingsOf(step).map((ending) => rollbackPath(saga, step.name, ending));
}

/**
 * All that is undone of a saga of which everything was applied, in turns: its pivot is refused, or it is taken back after it has
 * completed. Every other way back is a part of it. @internal
 */
export function wholeWayBack(saga: AnySaga): RollbackPath['turns'] {
  const pivot = saga.steps.find(({ kind }) => kind === 'pivot');
  const { turns } = rehearse(
    saga,
    pivot === undefined ? { takenBack: true } : { mishap: { step: pivot.name, ending: 'refused' } },
  );
  return turns.map((turn) => turn.map(rollbackCall));
}

function rollbackPath(saga: AnySaga, step: string, ending: Mishap): RollbackPath {
  const { state, turns } = rehearse(saga, { mishap: { step, ending } });
  const end = state.status === 'compensated' || state.status === 'needsAttention' ? state.status : 'unstoppable';
  return { step, ending, turns: turns.map((turn) => turn.map(rollbackCall)), end };
}

function rollbackCall(command: TurningCommand): RollbackCall {
  const address = command.kind === 'unwindChild' ? command.step : command.call.step;
  const repeated = itemKeyOf(address) === undefined ? {} : ({ forEach: true } as const);
  const step = stepNameOf(address);
  if (command.kind === 'unwindChild')
    return { step, activity: `saga ${command.saga}`, operation: 'compensate', ...repeated };
  const { operation } = command.call;
  // A rehearsal's turns hold what is sent on the way back, and no run is.
  if (operation === 'run') throw new Error(`Step '${step}' was run on the way back.`);
  return { step, activity: command.activity, operation, ...repeated };
}
