import { hasEnded, isPivotSent } from '../engine/point-of-no-return.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import type { Moved, SagaWorld } from './saga-world.ts';
import { abandoned, type OpenCall, spend, type World, withLate } from './world.ts';

/** What befalls the saga as a whole. @internal */
export function faultMoves(sagaWorld: SagaWorld, world: World, moved: Moved[]): void {
  if (!sagaWorld.isOver(world)) {
    cancel(sagaWorld, world, moved);
    crash(sagaWorld, world, moved);
    outgrow(sagaWorld, world, moved);
  }
  takeBack(sagaWorld, world, moved);
}

function cancel({ orchestrator, options }: SagaWorld, world: World, moved: Moved[]): void {
  const event: SagaEvent = { kind: 'cancelRequested' };
  if (world.spent.cancels >= options.bounds.cancels || !orchestrator.changes(world, 'cancel', event)) return;
  moved.push({ move: { move: 'cancel' }, ...orchestrator.tell(spend(world, 'cancels'), 'cancel', event) });
}

// With normal activities everything that was decided is durable, as each decision is a workflow task of its own. A crash loses
// the tries under way: what they sent may still arrive, and their answers reach nobody. A worker that only seemed dead (a zombie)
// may besides send what it was about to send; its word to Temporal counts no more. A child saga has a workflow of its own.
function crash({ orchestrator, options }: SagaWorld, world: World, moved: Moved[]): void {
  if (world.spent.crashes >= options.bounds.crashes) return;
  const isCall = ({ message }: OpenCall) => orchestrator.message(message).child !== true;
  const hit = world.calls.filter(isCall);
  if (hit.length === 0) return;
  const again = options.hazards.zombie ? hit : [];
  const sent = hit.filter(({ phase }) => phase === 'request' || phase === 'inside');
  const late = withLate(world, ...[...sent, ...again].map(({ message }) => message));
  const calls = world.calls.map((call): OpenCall => (isCall(call) ? { ...call, phase: 'lost', content: -1 } : call));
  moved.push({ move: { move: 'crash' }, world: { ...spend(late, 'crashes'), calls }, broken: [] });
}

function outgrow({ orchestrator, options }: SagaWorld, world: World, moved: Moved[]): void {
  if (world.draining || world.spent.continuations >= options.bounds.continuations) return;
  moved.push({ move: { move: 'outgrow' }, ...orchestrator.outgrow(spend(world, 'continuations')) });
}

// Between the moment at which a saga is broken off and its unwinding only late requests can come, and those may come before as well.
function takeBack({ orchestrator, options }: SagaWorld, world: World, moved: Moved[]): void {
  if (world.brokenOff || world.spent.takeBacks >= options.bounds.takeBacks) return;
  const { definition } = options;
  const state = orchestrator.stateOf(world);
  const event: SagaEvent = { kind: 'takenBack', cause: { kind: 'cancelled' } };
  const changes = orchestrator.changes(world, 'takeBack', event);
  const spent = spend(world, 'takeBacks');
  if (hasEnded(state)) {
    if (changes) moved.push({ move: { move: 'takeBack' }, ...orchestrator.tell(spent, 'takeBack', event) });
    return;
  }
  const isBarred = state.cause === undefined && isPivotSent(definition, state);
  const told = orchestrator.tell({ ...abandoned(spent), brokenOff: isBarred }, 'takeBack', event);
  const broken =
    isBarred && changes ? ['once the pivot was sent, a saga that is broken off is left as it is'] : told.broken;
  moved.push({ move: { move: 'terminate' }, ...told, broken });
}
