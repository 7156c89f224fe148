import { brokenBy } from './call-events.ts';
import { canonicalText } from './interner.ts';
import type { Move } from './move.ts';
import type { Moved, SagaWorld } from './saga-world.ts';
import { type World, withoutLate } from './world.ts';

/** All that can happen to requests whose answer nobody waits for. @internal */
export function lateMoves(sagaWorld: SagaWorld, world: World, moved: Moved[]): void {
  for (const number of new Set(world.late)) {
    const call = sagaWorld.label(number);
    const message = sagaWorld.orchestrator.message(number);
    const nth = nthOf(sagaWorld, world, number);
    const without = withoutLate(world, number);
    for (const { refuse, delivered } of sagaWorld.fates(world, number)) {
      const move: Move = { move: 'deliverLate', call, ...nth, ...(refuse ? { refuse } : {}) };
      moved.push({ move, world: sagaWorld.after(without, delivered), broken: brokenBy(message, delivered) });
    }
    // Reduction: it may as well stay under way for ever, and no invariant looks at the network.
    if (!sagaWorld.options.reductions)
      moved.push({ move: { move: 'dropLate', call, ...nth }, world: without, broken: [] });
  }
}

// Two late requests of one name and different arguments are told apart by their text, which is the same in every run.
function nthOf(sagaWorld: SagaWorld, world: World, number: number): { readonly nth?: number } {
  const label = sagaWorld.label(number);
  const alike = [...new Set(world.late)].filter((other) => sagaWorld.label(other) === label);
  if (alike.length === 1) return {};
  const texts = alike.map((other) => canonicalText(sagaWorld.orchestrator.message(other))).sort();
  const nth = texts.indexOf(canonicalText(sagaWorld.orchestrator.message(number)));
  return nth === 0 ? {} : { nth };
}
