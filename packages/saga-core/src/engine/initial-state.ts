import type { AnySaga } from '../definition/saga-definition.ts';
import type { SagaState } from './saga-state.ts';

/** The state of a saga of which nothing has happened yet. */
export function initialState(definition: AnySaga, sagaId: string, input: unknown): SagaState {
  return {
    sagaId,
    input,
    status: 'running',
    steps: Object.fromEntries(definition.steps.map(({ name }) => [name, { status: 'pending' }])),
    started: [],
  };
}
