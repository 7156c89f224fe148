import type { AnySaga } from 'saga-core';
import { decide } from '../../../src/engine/decide.ts';
import type { Decide } from '../../../src/testing/modelled-orchestrator.ts';

/** The undo is registered when its step has succeeded, as most samples do: a step in doubt is left as it is. */
const undoRegisteredAfter: Decide = (saga, state, event) => {
  if (event.kind !== 'callDoubted' || event.operation !== 'run' || !isCompensatable(saga, event.step)) {
    return decide(saga, state, event);
  }
  return decide(saga, state, { ...event, kind: 'callRefused', refused: event.doubt });
};

/** A cancel stops the undo too, as Temporal's own does where nothing shields it. */
const cancellableUndo: Decide = (saga, state, event) => {
  if (event.kind !== 'cancelRequested' || state.status !== 'compensating' || state.cause === undefined) {
    return decide(saga, state, event);
  }
  return [{ ...state, status: 'compensated' }, [{ kind: 'endCompensated', cause: state.cause }]];
};

/** An undo that fails is logged and counted as done. */
const swallowedUndoError: Decide = (saga, state, event) => {
  const isFailedUndo =
    (event.kind === 'callDoubted' || event.kind === 'callRefused') && event.operation === 'compensate';
  if (!isFailedUndo) return decide(saga, state, event);
  return decide(saga, state, { kind: 'callApplied', step: event.step, operation: 'compensate', result: undefined });
};

/** Undone in the order in which it was done: the order says first what is only true last. */
const wrongUndoOrder: Decide = (saga, state, event) =>
  decide(
    withCompensateLast(saga, (isLast) => !isLast),
    state,
    event,
  );

/** The saga says that it has ended when the last undo was sent, not when it was done. */
const earlyTerminalStatus: Decide = (saga, state, event) => {
  const [next, commands] = decide(saga, state, event);
  const isLeft = Object.values(next.steps).some(({ status }) =>
    ['applied', 'inDoubt', 'parked', 'running'].includes(status),
  );
  if (next.cause === undefined || next.status === 'compensated' || isLeft) return [next, commands];
  return [{ ...next, status: 'compensated' }, [...commands, { kind: 'endCompensated', cause: next.cause }]];
};

/** The step that comes last does not wait for an undo that is parked. */
const parkedUndoOvertaken: Decide = (saga, state, event) =>
  decide(
    withCompensateLast(saga, () => false),
    state,
    event,
  );

/** Wrong engines, each a wrapper around the shipping one. */
export const engineMutants: Readonly<Record<string, Decide>> = {
  'undo registered after the step succeeded': undoRegisteredAfter,
  'cancellable undo': cancellableUndo,
  'swallowed undo error': swallowedUndoError,
  'wrong undo order': wrongUndoOrder,
  'early terminal status': earlyTerminalStatus,
  'parked undo overtaken by the step that comes last': parkedUndoOvertaken,
};

function isCompensatable(saga: AnySaga, name: string): boolean {
  return saga.steps.some((step) => step.name === name && step.kind === 'compensatable');
}

function withCompensateLast(saga: AnySaga, change: (isLast: boolean) => boolean): AnySaga {
  const steps = saga.steps.map((step) =>
    step.kind === 'compensatable' ? { ...step, compensateLast: change(step.compensateLast) } : step,
  );
  return { ...saga, steps };
}
