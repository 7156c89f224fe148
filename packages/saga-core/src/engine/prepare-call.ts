import type { AnyCall } from '../definition/call.ts';
import type { CallPolicy } from '../definition/call-policy.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import type { CallRun, ChildRun } from '../definition/step-run.ts';
import { argumentFailed } from './argument-failed.ts';
import { stepOf } from './decided.ts';
import { encodedLength, idempotencyKey, type KeyedOperation, longestEncodedId } from './idempotency-key.ts';
import { isCauseDurable, isRefusedForAll } from './is-cause-durable.ts';
import type { Refused } from './outcome.ts';
import { flowContext, placeOf } from './results.ts';
import type { PerformCall, StartChild, UnwindChild } from './saga-command.ts';
import type { SagaState } from './saga-state.ts';
import { undoContext } from './undo-context.ts';

/** A command, ready to be performed; or why its argument could not be made, in which case nothing is sent. */
export type Prepared<Command = PerformCall> = { readonly command: Command } | { readonly refused: Refused };

/** Prepares the call that applies a step. */
export function prepareRun(
  definition: AnySaga,
  state: SagaState,
  address: string,
  step: StepDefinition,
  run: CallRun,
): Prepared {
  const { key, patch } = keyOf(state, address, 'run');
  const context = Object.assign(contextAt(definition, state, address), { key });
  const mustSucceed = step.kind === 'retriable' || patch !== undefined;
  return mapped(run.call, context, patch, (argument) => ({
    kind: 'performCall',
    operation: 'run',
    activity: run.call.activity,
    argument,
    call: { key, sagaId: state.sagaId, step: address, operation: 'run', ...(mustSucceed ? { mustSucceed } : {}) },
    // A pivot and a retriable step are tried for as long as it takes: a participant must never refuse them for being late.
    bounded: step.kind === 'compensatable',
    local: step.batch !== undefined && patch === undefined,
    policy: run.policy,
  }));
}

/** Prepares the question by key what became of a step's run. */
export function prepareProbe(
  definition: AnySaga,
  state: SagaState,
  address: string,
  probe: { readonly call: AnyCall; readonly policy: CallPolicy },
): Prepared {
  const { key } = keyOf(state, address, 'run');
  const context = Object.assign(contextAt(definition, state, address), { runKey: key });
  return mapped(probe.call, context, undefined, (argument) => ({
    kind: 'performCall',
    operation: 'probe',
    activity: probe.call.activity,
    argument,
    call: { key, sagaId: state.sagaId, step: address, operation: 'probe' },
    bounded: false,
    local: false,
    policy: probe.policy,
  }));
}

/** Prepares the call after which a run can't happen any more, unless it has. */
export function prepareFence(
  state: SagaState,
  address: string,
  fence: { readonly call: AnyCall; readonly policy: CallPolicy },
): Prepared {
  const { key } = keyOf(state, address, 'run');
  const context = { sagaId: state.sagaId, input: state.input, runKey: key };
  return mapped(fence.call, context, undefined, (argument) => ({
    kind: 'performCall',
    operation: 'fence',
    activity: fence.call.activity,
    argument,
    call: { key, sagaId: state.sagaId, step: address, operation: 'fence' },
    bounded: false,
    local: false,
    policy: fence.policy,
  }));
}

/** Prepares the call that undoes a step. */
export function prepareCompensate(
  definition: AnySaga,
  state: SagaState,
  address: string,
  undo: { readonly call: AnyCall; readonly policy: CallPolicy },
): Prepared {
  const { outcome } = stepOf(state, address);
  const { cause } = state;
  if (outcome === undefined || cause === undefined) {
    throw new Error(
      `Step '${address}' of saga '${definition.name}' can't be undone: its run has not settled, or the saga has no cause to unwind.`,
    );
  }
  const { key, patch } = keyOf(state, address, 'compensate');
  const runKey = keyOf(state, address, 'run').key;
  const { context, hasReadNews } = undoContext(contextAt(definition, state, address), { outcome, runKey, key, cause });
  return mapped(undo.call, context, patch, (argument) => ({
    kind: 'performCall',
    operation: 'compensate',
    activity: undo.call.activity,
    argument,
    call: { key, sagaId: state.sagaId, step: address, operation: 'compensate', mustSucceed: true },
    bounded: false,
    local:
      undo.policy.local === true &&
      patch === undefined &&
      (isCauseDurable(definition, state) || (isRefusedForAll(state) && !hasReadNews(argument))),
    policy: undo.policy,
  }));
}

/** Prepares the child saga that a step runs. */
export function prepareChild(
  definition: AnySaga,
  state: SagaState,
  address: string,
  run: ChildRun,
): Prepared<StartChild> {
  const what = `the input of saga '${run.saga.name}'`;
  const id = childId(state, address);
  if (bytesOf(id) > longestChildId)
    return failed(what, `the child's id would have ${bytesOf(id)} bytes, and ${longestChildId} are the most`);
  if (encodedLength(id) > longestEncodedId)
    return failed(
      what,
      `the child's id would have ${encodedLength(id)} characters when it is percent-encoded, and ${longestEncodedId} are the most that fit into the participants' headers`,
    );
  return made(run.input, contextAt(definition, state, address), what, (input) => ({
    kind: 'startChild',
    step: address,
    id,
    saga: run.saga.name,
    input,
  }));
}

/** Prepares the unwinding of a child saga that has completed. */
export function prepareChildUndo(
  definition: AnySaga,
  state: SagaState,
  address: string,
  run: ChildRun,
): Prepared<UnwindChild> {
  const { child } = stepOf(state, address);
  if (state.cause === undefined) throw new Error(`Saga '${definition.name}' has no cause to unwind.`);
  const id = childId(state, address);
  if (child === undefined) {
    // Only a child that closed in a way of no saga is in doubt: somebody terminated it.
    return {
      refused: {
        code: 'CHILD_BROKEN_OFF',
        detail: `Nobody knows what child saga '${id}' left behind. If it is open, cancel it; if it was broken off, unwind it (SagaClient.unwind); then resolve this step.`,
      },
    };
  }
  return {
    command: {
      kind: 'unwindChild',
      step: address,
      id: `${id}/unwind`,
      saga: run.saga.name,
      state: child,
      cause: state.cause,
    },
  };
}

// Temporal takes ids of up to 1,000 bytes, that of the child's unwinding among them; a longer one fails the whole task.
const longestChildId = 990;

function bytesOf(text: string): number {
  return encodeURIComponent(text).replace(/%../g, '_').length;
}

/** The id of the child saga that a step runs. One that is started again after it was unwound is another saga. */
export function childId(state: SagaState, address: string): string {
  const { restarts = 0 } = stepOf(state, address);
  return `${state.sagaId}/${address}${restarts === 0 ? '' : `~${restarts}`}`;
}

function contextAt(definition: AnySaga, state: SagaState, address: string) {
  return flowContext(definition, state, placeOf(definition, state, address));
}

function keyOf(state: SagaState, address: string, operation: KeyedOperation) {
  const { patches } = stepOf(state, address);
  const patch = patches?.[operation];
  return { key: idempotencyKey(state.sagaId, address, operation, patch?.count), patch };
}

function mapped(
  call: AnyCall,
  context: unknown,
  patch: { readonly argument: unknown } | undefined,
  command: (argument: unknown) => PerformCall,
): Prepared {
  if (patch !== undefined) return { command: command(patch.argument) };
  return made(call.argument, context, `the argument of ${call.activity}`, command);
}

// A mapping that throws has sent nothing, which makes it as definite as a refusal. Were it thrown on, the saga would
// stand still with no undo and no visible reason; so it unwinds, or is parked where a person can give another argument.
function made<Command>(
  mapping: (context: never) => unknown,
  context: unknown,
  what: string,
  command: (value: unknown) => Command,
): Prepared<Command> {
  try {
    const value = (mapping as (context: unknown) => unknown)(context);
    if (isData(value)) return { command: command(value) };
    return failed(what, 'it is a promise, a function or a symbol, and a mapping gives plain data at once');
  } catch (error) {
    return failed(what, error instanceof Error ? error.message : String(error));
  }
}

function failed(what: string, why: string): { readonly refused: Refused } {
  const detail = `${what} could not be made: ${why}`;
  return { refused: { code: argumentFailed, detail: detail.charAt(0).toUpperCase() + detail.slice(1) } };
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
