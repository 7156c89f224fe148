import type { Invariants, SagaView } from './invariant.ts';
import type { SagaWorld } from './saga-world.ts';
import type { World } from './world.ts';

/** Asks the invariants about moves; each pair of worlds that they can tell apart is asked about once. @internal */
export class InvariantCheck {
  readonly #sagaWorld: SagaWorld;
  readonly #invariants: readonly (readonly [string, Invariants<unknown>[string]])[];
  readonly #asked = new Map<string, readonly string[]>();

  constructor(sagaWorld: SagaWorld, invariants: Invariants<unknown>) {
    this.#sagaWorld = sagaWorld;
    this.#invariants = Object.entries(invariants);
  }

  /** The names of the promises that a move breaks. */
  broken(now: World, before: World): readonly string[] {
    const key = `${now.saga} ${now.participants} ${before.saga} ${before.participants}`;
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const views = [viewOf(this.#sagaWorld, now), viewOf(this.#sagaWorld, before)] as const;
    const broken = this.#invariants.filter(([, holds]) => !holds(...views)).map(([name]) => name);
    this.#asked.set(key, broken);
    return broken;
  }
}

/** What invariants see of a world. @internal */
export function viewOf(sagaWorld: SagaWorld, world: World): SagaView<unknown> {
  return {
    saga: sagaWorld.orchestrator.stateOf(world),
    participants: sagaWorld.participants.statesOf(world.participants),
  };
}
