import type { AnySaga } from '../definition/saga-definition.ts';
import { stepAt } from './address.ts';
import { decide } from './decide.ts';
import { withStep } from './decided.ts';
import { hasEnded, isPivotSent } from './point-of-no-return.ts';
import { childId } from './prepare-call.ts';
import type { SagaCommand } from './saga-command.ts';
import type { SagaEvent } from './saga-event.ts';
import type { SagaState } from './saga-state.ts';
import type { SagaStatus } from './saga-status.ts';
import { stepsInFlight } from './unwind.ts';

/** One call that would undo something. For a child saga that is its whole unwinding, and `argument` its id. */
export interface PreviewedUndo {
  /** The address of the step that would be undone. */
  readonly step: string;
  /** The activity, or `saga <name>` for a child. */
  readonly activity: string;
  readonly argument: unknown;
}

/** What would happen if the saga failed now. */
export type RollbackPreview =
  /** These calls, in this order. */
  | { readonly kind: 'undo'; readonly calls: readonly PreviewedUndo[] }
  /** Nothing: its pivot was sent. */
  | { readonly kind: 'irreversible'; readonly pivot: string }
  | { readonly kind: 'ended'; readonly status: SagaStatus };

/**
 * What would be undone if the saga failed now, as the engine itself decides it: calls in flight count as in doubt,
 * and every undo as done. Of a saga that unwinds it is what is left, a parked undo included.
 */
export function rollbackPreview(definition: AnySaga, state: SagaState): RollbackPreview {
  if (hasEnded(state)) return { kind: 'ended', status: state.status };
  if (state.cause === undefined && isPivotSent(definition, state)) {
    const pivot = definition.steps.find(({ kind }) => kind === 'pivot')?.name ?? '';
    return { kind: 'irreversible', pivot };
  }
  const children = childrenUnderWay(definition, state);
  const calls: PreviewedUndo[] = [];
  // A child that is under way unwinds itself, and then counts as refused.
  let now = children.reduce((before, { step }) => withStep(before, step, { status: 'refused' }), released(state));
  const events: SagaEvent[] = [{ kind: 'takenBack', cause: state.cause ?? { kind: 'cancelled' } }];
  for (let event = events.shift(); event !== undefined; event = events.shift()) {
    const [next, commands] = decide(definition, now, event);
    now = next;
    for (const command of commands) {
      // Whether the pivot has happened would be asked first; what would follow if not is what is shown.
      if (command.kind === 'performCall' && command.operation === 'fence')
        events.push({ kind: 'fenceAnswered', step: command.call.step, answer: { fence: 'never' } });
    }
    for (const undo of commands.flatMap(previewed)) {
      calls.push(undo);
      events.push({ kind: 'callApplied', step: undo.step, operation: 'compensate', result: undefined });
    }
  }
  return { kind: 'undo', calls: [...children, ...calls] };
}

// An undo that is parked is still to be done, and what waits for it too.
function released(state: SagaState): SagaState {
  const steps = Object.entries(state.steps).map(([address, { parked, ...step }]) => {
    if (parked?.operation !== 'compensate') return [address, { ...step, ...(parked && { parked }) }] as const;
    return [address, { ...step, status: step.outcome?.kind === 'applied' ? 'applied' : 'inDoubt' }] as const;
  });
  return { ...state, steps: Object.fromEntries(steps) };
}

function childrenUnderWay(definition: AnySaga, state: SagaState): PreviewedUndo[] {
  return stepsInFlight(state).flatMap((step) => {
    const { run } = stepAt(definition, step);
    return run.kind === 'saga' ? [{ step, activity: `saga ${run.saga.name}`, argument: childId(state, step) }] : [];
  });
}

function previewed(command: SagaCommand): PreviewedUndo[] {
  switch (command.kind) {
    case 'performCall':
      if (command.operation !== 'compensate') return [];
      return [{ step: command.call.step, activity: command.activity, argument: command.argument }];
    case 'unwindChild':
      return [{ step: command.step, activity: `saga ${command.saga}`, argument: command.id }];
    default:
      return [];
  }
}
