import type { OperatorAction, OperatorDecision } from '../engine/decision.ts';
import { whyDecisionDoesNotFit } from '../engine/decision-fit.ts';
import type { KeyedOperation } from '../engine/idempotency-key.ts';
import type { Sent } from './modelled-orchestrator.ts';
import type { ExploredDecision } from './move.ts';
import type { Moved, SagaWorld } from './saga-world.ts';
import type { World } from './world.ts';

/** What a person does: the action, and the world in which it is said. */
interface Deed {
  readonly action: OperatorAction;
  readonly world: World;
}

/** Every decision that people may take about what is parked. @internal */
export function decisionMoves(sagaWorld: SagaWorld, world: World): Moved[] {
  const { bounds, hazards, definition } = sagaWorld.options;
  if (world.spent.decisions >= bounds.decisions) return [];
  const spent = { ...world.spent, decisions: world.spent.decisions + 1 };
  const state = sagaWorld.orchestrator.stateOf(world);
  return Object.entries(state.steps).flatMap(([step, { parked }]) => {
    if (parked === undefined) return [];
    return hazards.decisions.flatMap((kind): Moved[] => {
      const deed = deedFor(kind, sagaWorld, { ...world, spent }, step, parked.operation);
      if (deed === undefined) return [];
      const decision: OperatorDecision = { ...deed.action, step, actor: 'operator', reason: 'explored' };
      if (whyDecisionDoesNotFit(definition, state, decision) !== undefined) return [];
      const told = sagaWorld.orchestrator.tell(deed.world, JSON.stringify(decision), {
        kind: 'decisionMade',
        decision,
      });
      return [{ move: { move: 'decide', step, decision: kind }, ...told }];
    });
  });
}

function deedFor(
  kind: ExploredDecision,
  sagaWorld: SagaWorld,
  world: World,
  step: string,
  operation: KeyedOperation,
): Deed | undefined {
  if (kind === 'retry' || kind === 'skip') return { action: { action: kind }, world };
  // A call whose argument could not be made was never sent; there is nothing to patch from or to look up.
  const sent = sagaWorld.orchestrator.parkedCall(world, step, operation);
  if (sent === undefined) return undefined;
  if (kind === 'patch') return { action: { action: 'retry', argument: sent.message.argument }, world };
  return operation === 'compensate' ? undoneByHand(sagaWorld, world, sent) : lookedUp(sagaWorld, world, step, sent);
}

// People say so only when it is true: they undo by hand, through the participant's own address, and then say it.
function undoneByHand(sagaWorld: SagaWorld, world: World, { message, number }: Sent): Deed | undefined {
  const delivered = sagaWorld.participants.deliver(world.participants, message, number, false);
  if (delivered.answer.outcome !== 'applied') return undefined;
  return { action: { action: 'resolvedElsewhere' }, world: sagaWorld.after(world, delivered) };
}

// Likewise of a run: they fence it, so that what they say stays true. A retriable step must still run, so it is only looked up.
function lookedUp(sagaWorld: SagaWorld, world: World, step: string, { message }: Sent): Deed | undefined {
  if (!sagaWorld.participants.hasBarrier(message)) return undefined;
  const fenced = sagaWorld.participants.fence(world.participants, message);
  const { answer } = fenced;
  if (answer.fence === 'applied') {
    const action: OperatorAction = { action: 'resolvedElsewhere', outcome: 'applied', result: answer.result };
    return { action, world: sagaWorld.after(world, fenced) };
  }
  const isRetriable = sagaWorld.options.definition.steps.some(
    ({ name, kind }) => name === step && kind === 'retriable',
  );
  if (isRetriable) return undefined;
  return { action: { action: 'resolvedElsewhere', outcome: 'refused' }, world: sagaWorld.after(world, fenced) };
}
