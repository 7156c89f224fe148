import type { ServedOperation } from '../http/operation.ts';
import { listSagasRoute } from './list-sagas.ts';
import { readSagaRoute } from './read-saga.ts';
import { resolveStepRoute } from './resolve-step.ts';
import type { SagaRoutesOptions } from './saga-routes-options.ts';

/** Everything under `/api/v1/sagas`, for operators. */
export function sagaOperations(options: SagaRoutesOptions): readonly ServedOperation[] {
  return [listSagasRoute(options), readSagaRoute(options), resolveStepRoute(options)];
}
