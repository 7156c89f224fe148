import type { AnyCall } from '../definition/call.ts';
import type { CompensateContext, RunContext } from '../definition/context.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { CompensatableStep, StepDefinition } from '../definition/step.ts';
import { stepOf } from './decided.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { Refused } from './outcome.ts';
import type { PerformCall } from './saga-command.ts';
import type { SagaState } from './saga-state.ts';

/** The call of a step, ready to be performed; or why its argument could not be made, in which case nothing is sent. */
export type Prepared = { readonly command: PerformCall } | { readonly refused: Refused };

/** Prepares the call that applies a step. */
export function prepareRun(state: SagaState, step: StepDefinition): Prepared {
  const { key, patch } = keyOf(state, step.name, 'run');
  const context: RunContext<unknown, unknown> = {
    sagaId: state.sagaId,
    input: state.input,
    results: appliedResults(state),
    key,
  };
  const mustSucceed = step.kind === 'retriable' || patch !== undefined;
  return mapped(step.run, context, patch, (argument) => ({
    kind: 'performCall',
    operation: 'run',
    activity: step.run.activity,
    argument,
    call: {
      key,
      sagaId: state.sagaId,
      step: encodeURIComponent(step.name),
      operation: 'run',
      ...(mustSucceed ? { mustSucceed } : {}),
    },
    // A pivot and a retriable step are tried for as long as it takes: a participant must never refuse them for being late.
    bounded: step.kind === 'compensatable',
    policy: step.runPolicy,
  }));
}

/** Prepares the call that undoes a step. */
export function prepareCompensate(
  definition: AnySaga,
  state: SagaState,
  step: CompensatableStep,
  compensate: AnyCall,
): Prepared {
  const { outcome } = stepOf(state, step.name);
  if (outcome === undefined || state.cause === undefined) {
    throw new Error(
      `Step '${step.name}' of saga '${definition.name}' can't be undone: its run has not settled, or the saga has no cause to unwind.`,
    );
  }
  const { key, patch } = keyOf(state, step.name, 'compensate');
  const context: CompensateContext<unknown, unknown, unknown> = {
    sagaId: state.sagaId,
    input: state.input,
    results: appliedResults(state),
    outcome,
    runKey: keyOf(state, step.name, 'run').key,
    key,
    cause: state.cause,
  };
  return mapped(compensate, context, patch, (argument) => ({
    kind: 'performCall',
    operation: 'compensate',
    activity: compensate.activity,
    argument,
    call: {
      key,
      sagaId: state.sagaId,
      step: encodeURIComponent(step.name),
      operation: 'compensate',
      mustSucceed: true,
    },
    bounded: false,
    policy: step.compensatePolicy,
  }));
}

/** The results of all steps that were applied, also of those undone since: an undo may need what came before it. */
export function appliedResults(state: SagaState): Record<string, unknown> {
  const results: Record<string, unknown> = {};
  for (const name of state.started) {
    const outcome = state.steps[name]?.outcome;
    if (outcome?.kind === 'applied') results[name] = outcome.result;
  }
  return results;
}

function keyOf(state: SagaState, name: string, operation: 'run' | 'compensate') {
  const { patches } = stepOf(state, name);
  const patch = patches?.[operation];
  return { key: idempotencyKey(state.sagaId, name, operation, patch?.count), patch };
}

// A mapping that throws has sent nothing, which makes it as definite as a refusal. Were it thrown on, the saga would
// stand still with no undo and no visible reason; so it unwinds, or is parked where a person can give another argument.
function mapped(
  call: AnyCall,
  context: RunContext<unknown, unknown> | CompensateContext<unknown, unknown, unknown>,
  patch: { readonly argument: unknown } | undefined,
  command: (argument: unknown) => PerformCall,
): Prepared {
  if (patch !== undefined) return { command: command(patch.argument) };
  try {
    const argument = (call.argument as (context: unknown) => unknown)(context);
    if (isData(argument)) return { command: command(argument) };
    return failed(call, 'it is a promise, a function or a symbol, and a mapping gives plain data at once');
  } catch (error) {
    return failed(call, error instanceof Error ? error.message : String(error));
  }
}

function failed(call: AnyCall, why: string): Prepared {
  return { refused: { code: 'ARGUMENT_FAILED', detail: `The argument of ${call.activity} could not be made: ${why}` } };
}

// What else can't be turned into a payload the performer finds out. These can, but into something else: a promise into `{}`.
function isData(argument: unknown): boolean {
  if (typeof argument === 'function' || typeof argument === 'symbol') return false;
  return !(
    typeof argument === 'object' &&
    argument !== null &&
    'then' in argument &&
    typeof argument.then === 'function'
  );
}
