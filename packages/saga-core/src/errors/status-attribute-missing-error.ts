import { SagaError } from './saga-error.ts';

/** The namespace does not know the search attribute by which sagas in trouble are found. */
export class StatusAttributeMissingError extends SagaError {
  override readonly name = 'StatusAttributeMissingError';
  readonly code = 'STATUS_ATTRIBUTE_MISSING';

  constructor(namespace: string, attribute: string, options?: ErrorOptions) {
    super(
      undefined,
      `Sagas can't be listed by this status, because the namespace '${namespace}' does not know the search attribute ${attribute}: register it with \`temporal operator search-attribute create --namespace ${namespace} --name ${attribute} --type Keyword\`. Sagas started before that are not found by it.`,
      options,
    );
  }
}
