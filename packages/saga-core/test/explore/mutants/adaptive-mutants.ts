import type { AnySaga } from 'saga-core';
import { decide } from '../../../src/engine/decide.ts';
import type { Decided } from '../../../src/engine/decided.ts';
import type { SagaCommand } from '../../../src/engine/saga-command.ts';
import type { Decide } from '../../../src/testing/modelled-orchestrator.ts';

/** Steps are tried locally, and only what the record itself had sent is undone. */
const nothingWithinReach: Decide = (saga, state, event) =>
  withoutReach(saga, decide(withoutBatches(saga), state, event));

/**
 * What any worker could have sent is undone only while nothing of the batch is written down: whoever wrote something of it,
 * so the mistake goes, has got further than all others.
 */
const sinceTheDurablePoint: Decide = (saga, state, event) => {
  const isBegun = saga.steps.some(({ name, batch }) => batch !== undefined && state.steps[name]?.status === 'applied');
  return isBegun ? nothingWithinReach(saga, state, event) : decide(saga, state, event);
};

/** Nobody asks whether a worker that died has sent the pivot. */
const noFence: Decide = (saga, state, event) => {
  const [asking, commands] = decide(saga, state, event);
  const fence = commands.find((command) => command.kind === 'performCall' && command.operation === 'fence');
  if (fence?.kind !== 'performCall') return [asking, commands];
  const answer = { fence: 'never' } as const;
  const [next, more] = decide(saga, asking, { kind: 'fenceAnswered', step: fence.call.step, answer });
  return [next, [...commands.filter((command) => command !== fence), ...more]];
};

/** An undo is tried locally although only this worker, in this task, knows of the refusal for which the saga unwinds. */
const causeNotWrittenDown: Decide = (saga, state, event) => {
  const [next, commands] = decide(saga, state, event);
  const local = (command: SagaCommand): SagaCommand =>
    command.kind === 'performCall' && command.operation === 'compensate' && command.policy.local === true
      ? { ...command, local: true }
      : command;
  return [next, commands.map(local)];
};

/** Whoever unwinds a saga from outside takes what its history tells for all that was sent. */
export const trustsTheHistory: Decide = (saga, state, event) =>
  event.kind === 'takenBack' ? nothingWithinReach(saga, state, event) : decide(saga, state, event);

/** Wrong engines that only a worker's forgotten local tries show to be wrong. */
export const adaptiveMutants: Readonly<Record<string, Decide>> = {
  'a batch without an undo of all that any worker could have sent': nothingWithinReach,
  'only what was sent since the last durable point is undone': sinceTheDurablePoint,
  'a local pivot without a fence': noFence,
  'an undo before its cause is written down': causeNotWrittenDown,
};

const known = new WeakMap<AnySaga, AnySaga>();

function withoutBatches(saga: AnySaga): AnySaga {
  const before = known.get(saga);
  if (before !== undefined) return before;
  const plain = <Node extends object>({ batch: _batch, ...node }: Node & { readonly batch?: number }) => node;
  const made = { ...saga, flow: saga.flow.map(plain), steps: saga.steps.map(plain) } as unknown as AnySaga;
  known.set(saga, made);
  return made;
}

function withoutReach(saga: AnySaga, [state, commands]: Decided): Decided {
  const local = (command: SagaCommand): SagaCommand =>
    command.kind === 'performCall' && command.operation === 'run'
      ? { ...command, local: saga.steps.some(({ name, batch }) => name === command.call.step && batch !== undefined) }
      : command;
  return [state, commands.map(local)];
}
