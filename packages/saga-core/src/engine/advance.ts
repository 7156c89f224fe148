import type { OutputContext } from '../definition/context.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import { type Decided, stepOf, withStep } from './decided.ts';
import { appliedResults, prepareRun } from './prepare-call.ts';
import type { SagaCommand } from './saga-command.ts';
import type { SagaState } from './saga-state.ts';
import { beginUnwinding, park } from './unwind.ts';

/** Goes forward: sends the next step's call, or completes the saga when there is none. */
export function advance(definition: AnySaga, state: SagaState): Decided {
  const next = definition.steps.find(({ name }) => stepOf(state, name).status === 'pending');
  if (next !== undefined) return send(definition, state, next);
  const context: OutputContext<unknown, unknown> = {
    sagaId: state.sagaId,
    input: state.input,
    results: appliedResults(state),
  };
  const output = outputOf(definition, context);
  const stopDeadline: SagaCommand[] = hasDeadlineToStop(definition, 'completing')
    ? [{ kind: 'stopTimer', timer: 'deadline' }]
    : [];
  return [{ ...state, status: 'completed' }, [...stopDeadline, { kind: 'complete', output }]];
}

// Everything is done by now and nothing can be undone, so a mistake here must not end the saga as failed: it stops the
// saga's progress, loudly, until the function is mended. An error of Temporal's own would end it, hence one of ours.
function outputOf(definition: AnySaga, context: OutputContext<unknown, unknown>): unknown {
  try {
    return (definition.output as (context: unknown) => unknown)(context);
  } catch (error) {
    throw new Error(
      `The output of saga '${definition.name}' could not be made; mend the function given to \`returns\`.`,
      { cause: error },
    );
  }
}

/** Sends a step's call, the first time or again. The step is on the undo stack before its call leaves. */
export function send(definition: AnySaga, state: SagaState, step: StepDefinition): Decided {
  const prepared = prepareRun(state, step);
  if ('refused' in prepared) return refuse(definition, state, step, prepared.refused);
  const { parked: _parked, outcome: _outcome, ...before } = stepOf(state, step.name);
  const started = state.started.includes(step.name) ? state.started : [...state.started, step.name];
  const sent = withStep({ ...state, started }, step.name, { ...before, status: 'running' });
  const stopDeadline: SagaCommand[] =
    step.kind === 'pivot' && hasDeadlineToStop(definition, 'pivoting')
      ? [{ kind: 'stopTimer', timer: 'deadline' }]
      : [];
  return [sent, [...stopDeadline, prepared.command]];
}

/** A definite no: of a retriable step it can't be accepted, so a person must look; of any other it unwinds the saga. */
export function refuse(
  definition: AnySaga,
  state: SagaState,
  step: StepDefinition,
  refused: { readonly code: string; readonly detail?: string },
): Decided {
  if (step.kind === 'retriable') return [park(state, step.name, { operation: 'run', ...refused }), []];
  const { parked: _parked, outcome: _outcome, ...before } = stepOf(state, step.name);
  const next = withStep(state, step.name, { ...before, status: 'refused' });
  return beginUnwinding(definition, next, { kind: 'refused', step: step.name, ...refused });
}

// The deadline counts until the pivot is sent, and in a saga without a pivot until the end.
function hasDeadlineToStop(definition: AnySaga, when: 'pivoting' | 'completing'): boolean {
  const hasPivot = definition.steps.some(({ kind }) => kind === 'pivot');
  return definition.deadline !== undefined && hasPivot === (when === 'pivoting');
}
