import { hasEnded, isPivotSent } from '../engine/point-of-no-return.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import { forgottenTries } from './open-task.ts';
import type { Moved, SagaWorld } from './saga-world.ts';
import { abandoned, type OpenCall, spend, type World, withLate } from './world.ts';

/** What befalls the saga as a whole. @internal */
export function faultMoves(sagaWorld: SagaWorld, world: World, moved: Moved[]): void {
  if (!sagaWorld.isOver(world)) {
    cancel(sagaWorld, world, moved);
    crash(sagaWorld, world, moved);
    outgrow(sagaWorld, world, moved);
    heartbeat(sagaWorld, world, moved);
  }
  takeBack(sagaWorld, world, moved);
}

// Temporal's own cancel is written down at once; one by update only with the end of the task that heard it. Where every decision is
// a task of its own they are the same. In an open task a cancel is heard only together with what opened it: later it waits for the end.
function cancel(sagaWorld: SagaWorld, world: World, moved: Moved[]): void {
  const { orchestrator, options } = sagaWorld;
  const event: SagaEvent = { kind: 'cancelRequested' };
  if (world.spent.cancels >= options.bounds.cancels || !sagaWorld.hearsUpdates(world)) return;
  if (!orchestrator.changes(world, 'cancel', event)) return;
  const spent = spend(world, 'cancels');
  moved.push({ move: { move: 'cancel' }, ...orchestrator.tell(spent, 'cancel', event) });
  if (sagaWorld.isAdaptive)
    moved.push({ move: { move: 'cancel', by: 'update' }, ...orchestrator.tell(spent, 'cancel', event, 'cancels') });
}

// With normal activities everything that was decided is durable, as each decision is a workflow task of its own. A crash loses
// the tries under way: what they sent may still arrive, and their answers reach nobody. A worker that only seemed dead (a zombie)
// may besides send what it was about to send; its word to Temporal counts no more. A child saga has a workflow of its own.
// What was decided in an open task is lost with it, and begun anew; there the zombie goes on with its own.
function crash({ orchestrator, options }: SagaWorld, world: World, moved: Moved[]): void {
  if (world.spent.crashes >= options.bounds.crashes) return;
  const isHit = ({ message, local, phase }: OpenCall) =>
    !local && phase !== 'unsent' && orchestrator.message(message).child !== true;
  const hit = world.calls.filter(isHit);
  if (hit.length === 0 && world.task === undefined) return;
  const again = options.hazards.zombie ? hit : [];
  const sent = hit.filter(({ phase }) => phase === 'request' || phase === 'inside');
  const left = leftBehind(spend(world, 'crashes'), options.hazards.zombie);
  const late = withLate(left, ...[...sent, ...again].map(({ message }) => message));
  const anew = orchestrator.tasks.lose(late);
  const calls = anew.calls.map((call): OpenCall => (isHit(call) ? { ...call, phase: 'lost', content: -1 } : call));
  moved.push({ move: { move: 'crash' }, world: { ...anew, calls }, broken: [] });
}

// The local tries of a worker that is given up. One that heard an update tries nothing more. Of two zombies the first stops.
function leftBehind(world: World, isZombie: boolean): World {
  if (world.task === undefined) return world;
  const before = withLate(world, ...(isZombie ? (world.zombie?.calls ?? []).map(({ message }) => message) : []));
  if (!isZombie || world.task.heard !== undefined) return forgottenTries(before);
  return { ...before, zombie: { saga: world.saga, calls: world.calls.filter(({ local }) => local) } };
}

function heartbeat({ orchestrator }: SagaWorld, world: World, moved: Moved[]): void {
  if (world.task === undefined || world.task.fresh) return;
  moved.push({ move: { move: 'heartbeat' }, world: orchestrator.tasks.heartbeat(world), broken: [] });
}

function outgrow({ orchestrator, options }: SagaWorld, world: World, moved: Moved[]): void {
  if (world.task !== undefined || world.draining || world.spent.continuations >= options.bounds.continuations) return;
  moved.push({ move: { move: 'outgrow' }, ...orchestrator.outgrow(spend(world, 'continuations')) });
}

// Between the moment at which a saga is broken off and its unwinding only late requests can come, and those may come before as well.
function takeBack({ orchestrator, options }: SagaWorld, world: World, moved: Moved[]): void {
  if (world.brokenOff || world.spent.takeBacks >= options.bounds.takeBacks) return;
  const { definition } = options;
  const spent = spend(world, 'takeBacks');
  const completed = orchestrator.stateOf(world);
  if (hasEnded(completed)) {
    const event: SagaEvent = { kind: 'takenBack', cause: { kind: 'cancelled' } };
    if (orchestrator.changes(world, 'takeBack', event))
      moved.push({ move: { move: 'takeBack' }, ...orchestrator.tell(spent, 'takeBack', event) });
    return;
  }
  // A worker in an open task goes on, since nobody tells it.
  const lost = orchestrator.tasks.lose(leftBehind(spent, options.hazards.zombie));
  const { cause, fencing } = orchestrator.stateOf(lost);
  const why = cause ?? fencing ?? ({ kind: 'cancelled' } as const);
  const left = orchestrator.rebuilt(lost);
  const event: SagaEvent = { kind: 'takenBack', cause: why };
  const name = `takeBack ${JSON.stringify(why)}`;
  const isBarred = isPivotSent(definition, orchestrator.stateOf(left));
  const told = orchestrator.tell({ ...abandoned(left), brokenOff: isBarred }, name, event);
  const broken =
    isBarred && orchestrator.changes(left, name, event)
      ? ['once the pivot was sent, a saga that is broken off is left as it is']
      : told.broken;
  moved.push({ move: { move: 'terminate' }, ...told, broken });
}
