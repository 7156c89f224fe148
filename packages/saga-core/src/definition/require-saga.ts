import { SagaDefinitionError } from '../errors/saga-definition-error.ts';

/**
 * What is no definition would fail somewhere deep inside, with an error that names nothing: most often a builder whose `returns` was
 * forgotten. `where` is who was given it, as in "sagaWorkflow".
 */
export function requireSaga(saga: unknown, where: string): void {
  if (typeof saga === 'object' && saga !== null) {
    if ('flow' in saga && 'steps' in saga && 'name' in saga) return;
    if ('returns' in saga && typeof saga.returns === 'function') {
      throw new SagaDefinitionError(
        'UNFINISHED_SAGA',
        `${where} was given a saga that is not finished: end it with .returns(…), also when it returns nothing.`,
      );
    }
  }
  throw new SagaDefinitionError(
    'UNFINISHED_SAGA',
    `${where} was given ${saga === null ? 'null' : typeof saga} that is no saga: give what .returns(…) gives.`,
  );
}
