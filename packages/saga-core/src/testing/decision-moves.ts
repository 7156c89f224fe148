import { stepAt } from '../engine/address.ts';
import type { OperatorAction, OperatorDecision } from '../engine/decision.ts';
import { whyDecisionDoesNotFit } from '../engine/decision-fit.ts';
import type { Parked } from '../engine/saga-state.ts';
import type { ExploredDecision } from './move.ts';
import { parkedMessage, type Sent } from './parked-message.ts';
import type { Moved, SagaWorld } from './saga-world.ts';
import { spend, type World } from './world.ts';

/** What a person does: the action, and the world in which it is said. */
interface Deed {
  readonly action: OperatorAction;
  readonly world: World;
}

/** Every decision that people may take about what is parked. @internal */
export function decisionMoves(sagaWorld: SagaWorld, world: World, moved: Moved[]): void {
  const { bounds, hazards, definition } = sagaWorld.options;
  if (world.spent.decisions >= bounds.decisions || !sagaWorld.hearsUpdates(world)) return;
  const state = sagaWorld.orchestrator.stateOf(world);
  for (const [step, { parked }] of Object.entries(state.steps)) {
    if (parked === undefined) continue;
    for (const kind of hazards.decisions) {
      const deed = deedFor(kind, sagaWorld, spend(world, 'decisions'), step, parked.operation);
      if (deed === undefined) continue;
      const decision: OperatorDecision = { ...deed.action, step, actor: 'operator', reason: 'explored' };
      if (whyDecisionDoesNotFit(definition, state, decision) !== undefined) continue;
      const event = { kind: 'decisionMade', decision } as const;
      const told = sagaWorld.orchestrator.tell(deed.world, JSON.stringify(decision), event, 'decisions');
      moved.push({ move: { move: 'decide', step, decision: kind }, ...told });
    }
  }
}

function deedFor(
  kind: ExploredDecision,
  sagaWorld: SagaWorld,
  world: World,
  step: string,
  operation: Parked['operation'],
): Deed | undefined {
  if (kind === 'skip') return { action: { action: kind }, world };
  const sent = parkedMessage(sagaWorld, world, step, operation);
  if (kind === 'retry') {
    // A child in doubt goes again under its own id. Another one is started only when nothing is left of the one before.
    const isInDoubt = sagaWorld.orchestrator.stateOf(world).steps[step]?.outcome?.kind === 'inDoubt';
    const isAnother = sent?.message.child && operation === 'run' && !isInDoubt;
    const clean = isAnother ? undoneByHand(sagaWorld, world, step, sent) : { world };
    return clean === undefined ? undefined : { action: { action: kind }, world: clean.world };
  }
  // A call whose argument could not be made was never sent; there is nothing to patch from or to look up.
  if (sent === undefined) return undefined;
  if (kind === 'patch') return { action: { action: 'retry', argument: sent.message.argument }, world };
  return operation === 'compensate'
    ? undoneByHand(sagaWorld, world, step, sent)
    : lookedUp(sagaWorld, world, step, sent);
}

// People say so only when it is true: they undo by hand, through the participant's own address, and then say it.
function undoneByHand(sagaWorld: SagaWorld, world: World, step: string, { message, number }: Sent): Deed | undefined {
  const undo = message.operation === 'compensate' ? { message, number } : undefined;
  const { kind } = stepAt(sagaWorld.options.definition, step);
  // Of a child that stands where nothing is undone people make sure that it never happened, or leave it alone.
  if (undo === undefined || kind !== 'compensatable') return neverHappened(sagaWorld, world, message);
  const delivered = sagaWorld.participants.deliver(world.participants, undo.message, undo.number, false);
  if (delivered.answer.outcome !== 'applied') return undefined;
  return { action: { action: 'resolvedElsewhere' }, world: sagaWorld.after(world, delivered) };
}

function neverHappened(sagaWorld: SagaWorld, world: World, message: Sent['message']): Deed | undefined {
  const fenced = sagaWorld.participants.fence(world.participants, message);
  if (fenced.answer.fence === 'applied') return undefined;
  return { action: { action: 'retry' }, world: sagaWorld.after(world, fenced) };
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
  if (stepAt(sagaWorld.options.definition, step).kind === 'retriable') return undefined;
  return { action: { action: 'resolvedElsewhere', outcome: 'refused' }, world: sagaWorld.after(world, fenced) };
}
