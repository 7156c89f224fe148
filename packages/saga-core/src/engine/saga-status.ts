/**
 * How far a saga is. `needsAttention` is not an end: a call is parked and waits for a person's decision.
 * `completed` and `compensated` are the two ends.
 */
export type SagaStatus = 'running' | 'compensating' | 'completed' | 'compensated' | 'needsAttention';

/** How far one step is. `skipped` never ran, or was given up by a person's decision. */
export type StepStatus =
  | 'pending'
  | 'running'
  | 'applied'
  | 'refused'
  | 'inDoubt'
  | 'compensating'
  | 'compensated'
  | 'parked'
  | 'skipped';
