/** What kind of mistake it is, for machines. The page docs/errors/SAGA_REGISTRATION.md explains each. */
export type SagaMistakeCode =
  | 'NO_SAGA'
  | 'WRONG_EXPORT_NAME'
  | 'SAGA_NAME_TAKEN'
  | 'POINTLESS_PREVIOUS'
  | 'VERSION_TAKEN'
  | 'CHILD_NOT_EXPORTED'
  | 'CHILD_UNKNOWN'
  | 'ACTIVITY_MISSING';

/** One thing that is wrong with what a worker was given: a sentence that names it, and the remedy. */
export interface SagaMistake {
  readonly code: SagaMistakeCode;
  readonly message: string;
}
