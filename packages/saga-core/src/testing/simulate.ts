import type { SagaDefinition } from '../definition/saga-definition.ts';
import type { CallOperation } from '../engine/saga-command.ts';
import type { SagaState } from '../engine/saga-state.ts';
import { canonicalText } from './interner.ts';
import type { Invariants } from './invariant.ts';
import { InvariantCheck } from './invariant-check.ts';
import { hazards, unbounded } from './limits.ts';
import type { BarrierRows } from './memory-barrier.ts';
import { ModelError } from './model-error.ts';
import type { Move, Schedule } from './move.ts';
import { narrate } from './narrate.ts';
import { type SagaSetup, sagaWorld } from './saga-setup.ts';
import type { SagaWorld } from './saga-world.ts';
import { sequenceDiagram } from './sequence-diagram.ts';
import type { World } from './world.ts';

export interface SimulateOptions<Input, Participants> extends SagaSetup<Input, Participants> {
  /** What happens, as a counterexample gives it, or written by hand. Default: nothing but what `finish` adds. */
  readonly schedule?: Schedule;
  /** When the schedule is done, lets all go well until the saga has ended or waits for a person. Default `false`. */
  readonly finish?: boolean;
  /** The schedule's crashes leave a worker that goes on. Default `false`. */
  readonly zombie?: boolean;
}

/** What happened. */
export interface Simulation<Participants> {
  readonly saga: SagaState;
  readonly participants: Participants;
  /** All moves, those of `finish` too: given as a schedule, they give the same simulation. */
  readonly schedule: Schedule;
  /** The promises that were broken on the way. */
  readonly violations: readonly string[];
  /** All calls, probes and child sagas in the order in which they were sent; those sent at once, in the order of the definition. */
  readonly calls: readonly SimulatedCall[];
  /** What happened as lines for people. */
  readonly timeline: readonly string[];
  /** The same as a Mermaid sequence diagram. */
  readonly mermaid: string;
  /** What the participants' barriers have written down. @internal */
  readonly rows: Readonly<Record<string, BarrierRows>>;
}

/** One call that the saga sent. */
export interface SimulatedCall {
  /** The step's address. */
  readonly step: string;
  readonly operation: CallOperation;
  /** The activity's name; of a child saga `<saga>.run`, of its unwinding `<saga>.unwind`. */
  readonly activity: string;
  readonly key: string;
  readonly argument: unknown;
}

/** One move of a simulation, the worlds on both sides of it. @internal */
export interface Scene {
  readonly move: Move;
  readonly before: World;
  readonly after: World;
  readonly broken: readonly string[];
}

/**
 * Plays one schedule over the shipping engine: the same moves always give the same simulation.
 *
 * @throws {@link ModelError} when a call has no model, or a move is not possible at its place
 *
 * @example
 * ```ts
 * const { saga } = simulate(createOrderSaga, {
 *   input: order,
 *   participants,
 *   schedule: [{ move: 'deliver', call: 'createOrder/run' }, { move: 'cancel' }],
 *   finish: true,
 * });
 * saga.status; // 'compensated'
 * ```
 */
export function simulate<Input, Results, Output, Participants>(
  saga: SagaDefinition<Input, Results, Output>,
  options: SimulateOptions<Input, Participants>,
): Simulation<Participants> {
  const { schedule = [], finish = false, zombie = false } = options;
  const model = sagaWorld(saga, options, {
    hazards: hazards({ zombie, decisions: ['retry', 'patch', 'skip', 'resolvedElsewhere'] }),
    bounds: unbounded,
    reductions: false,
  });
  const check = new InvariantCheck(model, (options.invariants ?? {}) as Invariants<unknown>);
  const start = model.begin();
  const scenes: Scene[] = [];
  const sent = [...(start.sent ?? [])];
  let world = start.world;
  const make = (move: Move) => {
    const moves = model.moves(world);
    const moved = moves.find((candidate) => canonicalText(candidate.move) === canonicalText(move));
    if (moved === undefined) throw notPossible(move, scenes.length + 1, moves);
    const broken = [...moved.broken, ...check.broken(moved.world, world)];
    scenes.push({ move, before: world, after: moved.world, broken });
    sent.push(...(moved.sent ?? []));
    world = moved.world;
  };
  for (const move of schedule) make(move);
  for (let next = finish ? kindMove(model, world) : undefined; next !== undefined; next = kindMove(model, world))
    make(next);
  return {
    saga: model.orchestrator.stateOf(world),
    participants: model.participants.statesOf(world.participants) as Participants,
    rows: model.participants.rowsOf(world.participants),
    schedule: scenes.map(({ move }) => move),
    violations: [
      ...new Set([...start.broken, ...check.brokenAtOnce(start.world), ...scenes.flatMap(({ broken }) => broken)]),
    ],
    calls: sent
      .map((number) => model.orchestrator.message(number))
      .map(({ address, operation, activity, call, argument }) => ({
        step: address,
        operation,
        activity,
        key: call.key,
        argument,
      })),
    timeline: narrate(model, start.world, scenes),
    mermaid: sequenceDiagram(model, start.world, scenes),
  };
}

function kindMove(model: SagaWorld, world: World): Move | undefined {
  if (model.isOver(world)) return undefined;
  const call = world.calls.find(({ local }) => local) ?? world.calls.find(({ phase }) => phase !== 'unsent');
  if (call === undefined) return kindTimerMove(model, world);
  const label = model.label(call.message);
  if (model.orchestrator.message(call.message).child)
    return { move: 'child', call: label, ends: call.stopped ? 'unwound' : 'completed' };
  if (call.local) return { move: 'try', call: label };
  const kind = { unsent: 'deliver', request: 'deliver', inside: 'act', reply: 'answer', lost: 'retry' } as const;
  if (call.phase === 'lost' && call.stopped) return { move: 'giveUp', call: label };
  return { move: kind[call.phase], call: label };
}

function kindTimerMove(model: SagaWorld, world: World): Move | undefined {
  const awaited = world.timers.find((timer) => timer.startsWith('word/'));
  if (awaited !== undefined) return { move: 'say', step: awaited.slice('word/'.length) };
  // A deadline may run while a person is waited for, and that wait is where a simulation stops.
  const isWaiting = model.orchestrator.stateOf(world).status === 'needsAttention';
  const timer = world.timers.find((one) => one !== 'deadline' || !isWaiting);
  return timer === undefined ? undefined : { move: 'fireTimer', timer };
}

function notPossible(move: Move, at: number, moves: readonly { readonly move: Move }[]): ModelError {
  const possible = moves.map((candidate) => JSON.stringify(candidate.move)).join(', ') || 'none';
  return new ModelError(
    'MOVE_NOT_POSSIBLE',
    `Move ${at} of the schedule, ${JSON.stringify(move)}, is not possible there. Possible are: ${possible}.`,
  );
}
