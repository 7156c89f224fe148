import { findStep, stepNameOf } from '../engine/address.ts';
import type { GivenWord } from '../engine/given-word.ts';
import { whyWordIsNotHeard } from '../engine/hear-word.ts';
import type { Moved, SagaWorld } from './saga-world.ts';
import type { World } from './world.ts';

/** Every word that people may give to a step, whether it waits for it already or not. @internal */
export function wordMoves(sagaWorld: SagaWorld, world: World, moved: Moved[]): void {
  const { definition, words } = sagaWorld.options;
  if (!definition.steps.some(({ run }) => run.kind === 'word') || !sagaWorld.hearsUpdates(world)) return;
  const state = sagaWorld.orchestrator.stateOf(world);
  for (const step of Object.keys(state.steps)) {
    if (findStep(definition, step)?.run.kind !== 'word') continue;
    const no: GivenWord = { refused: { code: 'REFUSED' } };
    const said: [GivenWord, { refuse?: true }][] = [[{ value: words[stepNameOf(step)] }, {}]];
    if (sagaWorld.mayRefuse(stepNameOf(step))) said.push([no, { refuse: true }]);
    for (const [word, refuse] of said) {
      if (whyWordIsNotHeard(definition, state, step, word) !== undefined) continue;
      const name = `say ${step} ${refuse.refuse ?? false}`;
      const event = { kind: 'wordGiven', step, word } as const;
      const told = sagaWorld.orchestrator.tell(world, name, event, 'words');
      const isHeard = sagaWorld.orchestrator.changes(world, name, event);
      moved.push({
        move: { move: 'say', step, ...refuse },
        ...told,
        broken: isHeard ? told.broken : [...told.broken, 'a word that is taken is kept'],
      });
    }
  }
}
