import { answerEvent, brokenBy, doubtEvent } from './call-events.ts';
import { overrunMove, tryMoves } from './local-moves.ts';
import type { Told } from './modelled-orchestrator.ts';
import type { Delivered } from './modelled-participants.ts';
import type { Move } from './move.ts';
import type { Moved, SagaWorld } from './saga-world.ts';
import { type OpenCall, spend, type World, withCall, withLate } from './world.ts';

/** All that can happen to a call that the saga waits for. @internal */
export function callMoves(sagaWorld: SagaWorld, world: World, call: OpenCall, moved: Moved[]): void {
  const { hazards, bounds, reductions } = sagaWorld.options;
  const label = sagaWorld.label(call.message);
  const message = sagaWorld.orchestrator.message(call.message);
  const fine = (move: Move, next: World) => moved.push({ move, world: next, broken: [] });
  const lost = () => withCall(world, call, { ...call, phase: 'lost', content: -1 });
  // What was decided in an open workflow task leaves with its end.
  if (call.phase === 'unsent') return;
  const by = call.local ? 'local' : 'history';
  // Inside a task a worker hears of its local tries, and before of what was written down until it began.
  const isHeard = call.local || world.task === undefined || world.task.fresh;
  if (call.phase === 'request') {
    const isTry = call.local && !sagaWorld.participants.looksFirst(message);
    if (isTry) tryMoves(sagaWorld, world, call, moved);
    if (!isTry || !reductions) deliver(sagaWorld, world, call, moved);
    if (world.spent.duplicates < bounds.duplicates)
      fine({ move: 'duplicate', call: label }, withLate(spend(world, 'duplicates'), call.message));
    // Reduction: a request that is never delivered is as good as lost, and whoever gives up its try need not know which.
    if (hazards.loss && !reductions && !call.local) fine({ move: 'dropRequest', call: label }, lost());
  }
  if (call.phase === 'inside') {
    const delivered = sagaWorld.participants.act(world.participants, message, call.content);
    moved.push({ move: { move: 'act', call: label }, ...replied(sagaWorld, world, call, delivered) });
  }
  if (call.phase === 'reply') {
    if (isHeard)
      moved.push({
        move: { move: 'answer', call: label },
        ...sagaWorld.orchestrator.tell(
          withCall(world, call, undefined),
          `answer ${call.message} ${call.content}`,
          answerEvent(message, sagaWorld.participants.answer(call.content)),
          by,
        ),
      });
    // Reduction: likewise for an answer.
    if (hazards.loss && !reductions && !call.local) fine({ move: 'loseReply', call: label }, lost());
  }
  const isUnderWay = call.phase === 'request' || call.phase === 'inside';
  if (call.local && !call.stopped && hazards.loss) moved.push(overrunMove(sagaWorld, world, call));
  if (hazards.loss && !call.local && !call.stopped && call.attempt < bounds.attempts) {
    const again: OpenCall = { ...call, phase: 'request', content: -1, attempt: call.attempt + 1 };
    const next = withCall(world, call, again);
    fine({ move: 'retry', call: label }, isUnderWay ? withLate(next, call.message) : next);
  }
  if (hazards.doubt && isHeard && (!call.local || call.stopped)) {
    const alone = withCall(world, call, undefined);
    moved.push({
      move: { move: 'giveUp', call: label },
      ...sagaWorld.orchestrator.tell(
        isUnderWay ? withLate(alone, call.message) : alone,
        `doubt ${call.message} ${call.stopped}`,
        doubtEvent(message, call.stopped),
        by,
      ),
    });
  }
}

function deliver(sagaWorld: SagaWorld, world: World, call: OpenCall, moved: Moved[]): void {
  const { participants, orchestrator } = sagaWorld;
  const message = orchestrator.message(call.message);
  const label = sagaWorld.label(call.message);
  if (participants.looksFirst(message)) {
    const admission = participants.admit(world.participants, message);
    const next = withCall(world, call, { ...call, phase: 'inside', content: admission });
    moved.push({ move: { move: 'deliver', call: label }, world: next, broken: [] });
    return;
  }
  for (const { refuse, delivered } of sagaWorld.fates(world, call.message)) {
    const move: Move = { move: 'deliver', call: label, ...(refuse ? { refuse } : {}) };
    moved.push({ move, ...replied(sagaWorld, world, call, delivered) });
  }
}

function replied(sagaWorld: SagaWorld, world: World, call: OpenCall, delivered: Delivered): Told {
  const next = withCall(world, call, { ...call, phase: 'reply', content: delivered.answerNumber });
  const message = sagaWorld.orchestrator.message(call.message);
  return { world: sagaWorld.after(next, delivered), broken: brokenBy(message, delivered) };
}
