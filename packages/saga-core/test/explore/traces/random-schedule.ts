import type { Schedule, SimulatedCall } from 'saga-core/testing';
import { stepsInOrder } from '../../../src/engine/steps-in-order.ts';
import { hazards, unbounded } from '../../../src/testing/limits.ts';
import { sagaWorld } from '../../../src/testing/saga-setup.ts';
import type { SagaWorld } from '../../../src/testing/saga-world.ts';
import type { World } from '../../../src/testing/world.ts';
import { seededRandom } from '../../participant/schedules/seeded-random.ts';
import { type Deed, deedsIn, isKind } from './deed.ts';
import type { TraceSetup } from './trace-setups.ts';

/** Something that is done to a saga, and what must be true of it then. */
export interface Act {
  readonly deed: Deed;
  readonly after: Scene;
}

/** How a saga stands. */
export interface Scene {
  /** The calls that were sent since the scene before. */
  readonly sent: readonly SimulatedCall[];
  /** All calls in flight. */
  readonly waiting: readonly string[];
  readonly status: string;
  /** The steps' statuses by address. */
  readonly steps: Readonly<Record<string, string>>;
}

export interface Story {
  readonly beginning: Scene;
  readonly acts: readonly Act[];
  /** The same as moves for `simulate`. */
  readonly schedule: Schedule;
}

/** What befalls a saga by chance. Towards its end all goes well, so that it ends. */
export function randomStory(setup: TraceSetup, sagaId: string, seed: number): Story {
  const random = seededRandom(seed);
  const model = sagaWorld(
    setup.saga,
    { ...setup, sagaId },
    { hazards: hazards({ decisions: ['retry', 'patch', 'skip'] }), bounds: unbounded, reductions: false },
  );
  const begun = model.begin();
  const acts: Act[] = [];
  let { world } = begun;
  const trouble = 5 + random.below(30);
  while (!model.isOver(world)) {
    const all = deedsIn(model, world);
    const possible = acts.length < trouble ? all : all.filter(isKind);
    const deed = random.pick(possible.flatMap((one) => Array.from({ length: one.weight }, () => one)));
    const sent: number[] = [];
    for (const move of deed.moves) {
      const moved = model.moves(world).find((one) => JSON.stringify(one.move) === JSON.stringify(move));
      if (moved === undefined || moved.broken.length > 0) throw new Error(`${JSON.stringify(move)}: ${moved?.broken}`);
      sent.push(...(moved.sent ?? []));
      world = moved.world;
    }
    acts.push({ deed, after: sceneOf(model, world, sent) });
  }
  return {
    beginning: sceneOf(model, begun.world, begun.sent ?? []),
    acts,
    schedule: acts.flatMap(({ deed }) => deed.moves),
  };
}

function sceneOf(model: SagaWorld, world: World, sent: readonly number[]): Scene {
  const state = model.orchestrator.stateOf(world);
  const isCall = (number: number) => model.orchestrator.message(number).child !== true;
  const calls = sent.filter(isCall).map((number): SimulatedCall => {
    const { address, operation, activity, call, argument } = model.orchestrator.message(number);
    return { step: address, operation, activity, key: call.key, argument };
  });
  return {
    sent: calls.sort(byKey),
    waiting: world.calls.flatMap(({ message }) => (isCall(message) ? [model.label(message)] : [])),
    status: state.status,
    steps: Object.fromEntries(
      stepsInOrder(model.options.definition, state).map((step) => [step.address, step.state.status]),
    ),
  };
}

/** What is sent at once comes in any order. */
export function byKey(left: SimulatedCall, right: SimulatedCall): number {
  const [one, other] = [left, right].map(({ key, operation }) => `${key} ${operation}`) as [string, string];
  return one < other ? -1 : 1;
}
