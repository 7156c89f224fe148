import { SagaError } from './saga-error.ts';

/** One thing that is wrong with an input. */
export interface InputIssue {
  readonly message: string;
  /** Where in the input: `['items', 0, 'sku']`. Empty when it is about the whole. */
  readonly path: readonly PropertyKey[];
}

/** The input does not fit the saga's schema. The saga was not started. */
export class SagaInputError extends SagaError {
  override readonly name = 'SagaInputError';
  readonly code = 'SAGA_INPUT';
  readonly issues: readonly InputIssue[];

  constructor(sagaId: string, saga: string, issues: readonly InputIssue[], options?: ErrorOptions) {
    const list = issues.map(({ path, message }) => `${path.map(String).join('.') || 'the input'}: ${message}`);
    super(
      sagaId,
      `Saga '${sagaId}' was not started, because its input does not fit the schema of '${saga}': ${list.join('; ')}. Mend the input and start it again.`,
      options,
    );
    this.issues = issues;
  }
}
