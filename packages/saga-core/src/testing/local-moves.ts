import type { SagaEvent } from '../engine/saga-event.ts';
import { answerEvent, brokenBy } from './call-events.ts';
import type { Told } from './modelled-orchestrator.ts';
import type { Moved, SagaWorld } from './saga-world.ts';
import { type OpenCall, spend, type World, withCall, withLate } from './world.ts';

/**
 * A local try reaches its participant, and the worker hears the answer in the same workflow task. Nobody sees what a worker
 * knows inside a task, so with reductions this is one move: that something else happens between the two is as if it
 * happened before the try, or after it.
 * @internal
 */
export function tryMoves(sagaWorld: SagaWorld, world: World, call: OpenCall, moved: Moved[]): void {
  const message = sagaWorld.orchestrator.message(call.message);
  const label = sagaWorld.label(call.message);
  for (const { refuse, delivered } of sagaWorld.fates(world, call.message)) {
    const answer = sagaWorld.participants.answer(delivered.answerNumber);
    const after = sagaWorld.after(withCall(world, call, undefined), delivered);
    const name = `answer ${call.message} ${delivered.answerNumber}`;
    const told = sagaWorld.orchestrator.tell(after, name, answerEvent(message, answer), 'local');
    const broken = brokenBy(message, delivered);
    const move = { move: 'try', call: label, ...(refuse ? { refuse } : {}) } as const;
    moved.push({ move, ...told, broken: [...broken, ...told.broken] });
    const refused = endRefused(sagaWorld, after, told);
    if (refused !== undefined)
      moved.push({ move: { ...move, meets: 'cancel' }, ...refused, broken: [...broken, ...refused.broken] });
  }
}

const cancel: SagaEvent = { kind: 'cancelRequested' };

// While a task is open Temporal writes down a cancel and keeps it back. A task that would then end the saga is refused, since
// it has not heard all: its worker begins it anew, and is told of both. Nobody has crashed.
function endRefused(sagaWorld: SagaWorld, before: World, told: Told): Told | undefined {
  const { orchestrator, options } = sagaWorld;
  if (!sagaWorld.isOver(told.world) || before.spent.cancels >= options.bounds.cancels) return undefined;
  const anew = orchestrator.tasks.lose(before);
  return orchestrator.tell(spend(anew, 'cancels'), 'cancel', cancel);
}

/**
 * A local try failed, or its time is up: the same call goes on as a normal activity, which leaves with the task's end. Its
 * request may still be under way. That a worker chose a normal activity from the start, for want of time, is an overrun of
 * a request that never arrives.
 * @internal
 */
export function overrunMove(sagaWorld: SagaWorld, world: World, call: OpenCall): Moved {
  const { orchestrator, options } = sagaWorld;
  // The local try was the first of those that are explored of one call.
  const attempt = Math.min(call.attempt + 1, options.bounds.attempts);
  const normal: OpenCall = { ...call, local: false, phase: 'unsent', content: -1, attempt };
  const isUnderWay = call.phase === 'request' || call.phase === 'inside';
  const next = withCall(isUnderWay ? withLate(world, call.message) : world, call, normal);
  const move = { move: 'overrun', call: sagaWorld.label(call.message) } as const;
  return { move, world: orchestrator.tasks.settle(next, world, 'local'), broken: [] };
}
