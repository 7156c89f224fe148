import type { AnySaga } from '../definition/saga-definition.ts';
import type { SagaState } from './saga-state.ts';

/** The state of a saga of which nothing has happened yet. */
export function initialState(definition: AnySaga, sagaId: string, input: unknown): SagaState {
  const once = definition.steps.filter(({ forEach }) => forEach === undefined);
  return {
    sagaId,
    input,
    status: 'running',
    steps: Object.fromEntries(once.map(({ name }) => [name, { status: 'pending' }])),
    started: [],
  };
}
