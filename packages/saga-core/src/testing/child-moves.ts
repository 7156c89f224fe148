import type { SagaEvent } from '../engine/saga-event.ts';
import type { SagaState } from '../engine/saga-state.ts';
import type { CallAnswer } from '../participant/call-answer.ts';
import { answerEvent } from './call-events.ts';
import type { Message } from './message.ts';
import type { Delivered } from './modelled-participants.ts';
import type { ChildEnding } from './move.ts';
import type { Moved, SagaWorld } from './saga-world.ts';
import { type OpenCall, type World, withCall, withLate } from './world.ts';

/**
 * All that can become of a child saga, or of its unwinding. It is one opaque participant of its parent: it tells its parent
 * for certain what became of it, and a cancel makes it unwind, unless it was done before. Only when somebody breaks it
 * off nobody knows; what it was about to do may then still happen.
 * @internal
 */
export function childMoves(sagaWorld: SagaWorld, world: World, call: OpenCall, moved: Moved[]): void {
  const { orchestrator, participants, options } = sagaWorld;
  const message = orchestrator.message(call.message);
  const alone = withCall(world, call, undefined);
  const end = (ends: ChildEnding, next: World, event: SagaEvent) =>
    moved.push({
      move: { move: 'child', call: sagaWorld.label(call.message), ends },
      ...orchestrator.tell(
        next,
        `child ${call.message} ${ends} ${call.stopped} ${event.kind} ${'refused' in event ? event.refused.code : ''}`,
        event,
      ),
    });
  const settle = (ends: ChildEnding, delivered: Delivered) =>
    end(ends, sagaWorld.after(alone, delivered), endingEvent(sagaWorld, message, delivered.answer));
  settle('completed', participants.deliver(world.participants, message, call.message, false));
  if (message.operation === 'run' && (call.stopped || sagaWorld.mayRefuse(message.activity)))
    settle('unwound', participants.deliver(world.participants, message, call.message, true));
  if (options.hazards.doubt)
    end('brokenOff', withLate(alone, call.message), {
      kind: 'callDoubted',
      step: message.address,
      operation: message.operation === 'run' ? 'run' : 'compensate',
      doubt: { code: 'FAILED' },
    });
}

function endingEvent(sagaWorld: SagaWorld, message: Message, answer: CallAnswer<unknown>): SagaEvent {
  const event = answerEvent(message, answer);
  if (event.kind !== 'callApplied' || message.operation !== 'run') return event;
  const id = `${sagaWorld.options.sagaId}/${message.call.step}`;
  const child: SagaState = { sagaId: id, input: message.argument, status: 'completed', steps: {}, started: [] };
  return { ...event, child };
}
