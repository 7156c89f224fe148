import type { styleText } from 'node:util';
import type { ListedStatus } from '../client/list-sagas.ts';
import type { SagaStatus, StepStatus } from '../engine/saga-status.ts';

type Style = Parameters<typeof styleText>[0];

/** The colour of a saga's status. */
export function sagaStatusLook(status: ListedStatus | SagaStatus): Style {
  switch (status) {
    case 'completed':
      return 'green';
    case 'running':
      return 'cyan';
    case 'compensating':
    case 'compensated':
      return 'yellow';
    default:
      return 'red';
  }
}

/** The colour of a step's status. */
export function stepStatusLook(status: StepStatus): Style {
  switch (status) {
    case 'applied':
      return 'green';
    case 'running':
      return 'cyan';
    case 'compensating':
    case 'compensated':
    case 'inDoubt':
      return 'yellow';
    case 'refused':
    case 'parked':
      return 'red';
    default:
      return 'dim';
  }
}
