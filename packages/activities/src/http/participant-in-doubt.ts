import { ApplicationFailure } from '@temporalio/common';

/** The `type` of the failure by which an activity says that nobody knows whether its call happened. */
export const participantInDoubt = 'ParticipantInDoubt';

/** What could not be learned, and of whom. */
export interface InDoubtOptions {
  /** The call's name, such as `inventory.reserve`. */
  readonly call: string;
  /** Completes "No definite answer to inventory.reserve: …". */
  readonly reason: string;
  /** Milliseconds after which the participant wants to be asked again. */
  readonly retryAfterMs?: number;
}

/**
 * The failure of a call without a definite answer. Temporal repeats it with the same key; when its budget is spent the
 * step is in doubt. It has no `cause`: those of `fetch` may carry addresses and headers into Temporal's history.
 */
export function inDoubt({ call, reason, retryAfterMs }: InDoubtOptions): ApplicationFailure {
  return ApplicationFailure.create({
    type: participantInDoubt,
    message: `No definite answer to ${call}: ${reason}.`,
    nonRetryable: false,
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
  });
}
