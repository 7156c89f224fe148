import type { Invariants, SagaView } from './invariant.ts';
import type { SagaWorld } from './saga-world.ts';
import type { World } from './world.ts';

/** Asks the invariants about moves that change something which they can see; about each pair of such views once. @internal */
export class InvariantCheck {
  readonly #sagaWorld: SagaWorld;
  readonly #invariants: readonly (readonly [string, Invariants<unknown>[string]])[];
  readonly #asked = new Map<string, readonly string[]>();

  constructor(sagaWorld: SagaWorld, invariants: Invariants<unknown>) {
    this.#sagaWorld = sagaWorld;
    this.#invariants = Object.entries(invariants);
  }

  /** The names of the promises that a world breaks from which nothing has moved yet. */
  brokenAtOnce(world: World): readonly string[] {
    return this.broken({ ...world, participants: [...world.participants] }, world);
  }

  /** The names of the promises that a move breaks. */
  broken(now: World, before: World): readonly string[] {
    if (now.saga === before.saga && now.participants === before.participants) return nothing;
    const key = `${now.saga} ${now.participants} ${before.saga} ${before.participants}`;
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const views = [viewOf(this.#sagaWorld, now), viewOf(this.#sagaWorld, before)] as const;
    const broken = this.#invariants.filter(([, holds]) => !holds(...views)).map(([name]) => name);
    this.#asked.set(key, broken);
    return broken;
  }
}

const nothing: readonly string[] = [];

// What invariants see of a world.
function viewOf(sagaWorld: SagaWorld, world: World): SagaView<unknown> {
  return {
    saga: sagaWorld.orchestrator.stateOf(world),
    participants: sagaWorld.participants.statesOf(world.participants),
  };
}
