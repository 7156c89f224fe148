import type { AnySaga } from '../definition/saga-definition.ts';
import { isPivotSent } from '../engine/point-of-no-return.ts';
import type { SagaCommand } from '../engine/saga-command.ts';
import type { SagaState } from '../engine/saga-state.ts';
import type { World } from './world.ts';

/** The engine's promises about what it sends that do not hold. @internal */
export function brokenBySending(definition: AnySaga, state: SagaState, commands: readonly SagaCommand[]): string[] {
  const undoes = commands.some(
    (command) =>
      command.kind === 'unwindChild' || (command.kind === 'performCall' && command.operation === 'compensate'),
  );
  if (!undoes) return [];
  const pivot = definition.steps.find(({ kind }) => kind === 'pivot')?.name ?? '';
  const isRunning = Object.values(state.steps).some(({ status }) => status === 'running');
  return [
    ...(isRunning ? ['nothing is undone while a run is in flight'] : []),
    ...(isPivotSent(definition, state) && state.steps[pivot]?.status !== 'refused' && state.fenced !== 'never'
      ? ['once the pivot was sent nothing is undone, unless it was refused or fenced']
      : []),
  ];
}

/** The engine's promises about waiting and ending that do not hold where nothing more follows. @internal */
export function brokenByStanding({ status }: SagaState, world: World): string[] {
  const isBusy = world.calls.length > 0 || world.timers.length > 0;
  switch (status) {
    case 'completed':
    case 'compensated':
      return isBusy ? ['a saga that has ended waits for nothing'] : [];
    case 'running':
    case 'compensating':
      return isBusy || world.brokenOff ? [] : ['a saga that has not ended waits for something'];
    case 'needsAttention':
      return [];
  }
}
