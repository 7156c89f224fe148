/** What a call does to its step: apply it, undo it, make sure that it can never happen any more, or ask whether it did. */
export type SagaOperation = 'run' | 'compensate' | 'fence' | 'probe';

/**
 * What travels beside a call's argument, as the activity's second argument: who calls, for which step, under which key.
 * It is plain data, visible in Temporal's history, and needs no plugin. Pass it on to the participant
 * (over HTTP as the headers that `sagaHeaders` makes).
 */
export interface SagaCall {
  /** `<sagaId>/<step>[/<item>]/<run|compensate>`, each part percent-encoded; a decision's retry with another argument ends in `~<n>`. */
  readonly key: string;
  readonly sagaId: string;
  /** `<step>[/<item>]`, encoded as in `key`. Together with `sagaId` it joins a run, its compensation and its fence. */
  readonly step: string;
  readonly operation: SagaOperation;
  /** Unix milliseconds at which the step's budget ends. Only on the run of a compensatable step. */
  readonly notAfter?: number;
  /** True on retriable steps, compensations and retries with an argument that an operator gave: a refusal of these is not stored. */
  readonly mustSucceed?: true;
}
