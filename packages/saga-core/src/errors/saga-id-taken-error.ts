import { SagaError } from './saga-error.ts';

/** The id belongs to another saga, or to a workflow that is none. Nothing was started. */
export class SagaIdTakenError extends SagaError {
  override readonly name = 'SagaIdTakenError';
  readonly code = 'SAGA_ID_TAKEN';
  /** The type of the workflow that has the id. */
  readonly takenBy: string;

  /** `parent`: the workflow that has the id is a step of that saga. */
  constructor(sagaId: string, saga: string, takenBy: string, options?: ErrorOptions & { readonly parent?: string }) {
    const step = options?.parent === undefined ? '' : `, a step of saga '${options.parent}'`;
    super(
      sagaId,
      `Saga '${saga}' can't be started as '${sagaId}', because that is the id of a '${takenBy}'${step}. Give each saga an id of its own, such as '${saga}-…'.`,
      options,
    );
    this.takenBy = takenBy;
  }
}
