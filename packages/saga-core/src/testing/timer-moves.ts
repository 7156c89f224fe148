import type { Moved, SagaWorld } from './saga-world.ts';
import type { World } from './world.ts';

/** There is no clock: every timer that runs may fire now. @internal */
export function timerMoves({ orchestrator }: SagaWorld, world: World, moved: Moved[]): void {
  for (const timer of orchestrator.tasks.firing(world)) {
    const stopped: World = { ...world, timers: world.timers.filter((other) => other !== timer) };
    moved.push({
      move: { move: 'fireTimer', timer },
      ...orchestrator.tell(stopped, timer, { kind: 'timerFired', timer }),
    });
  }
}
