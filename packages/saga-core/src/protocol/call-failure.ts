import {
  ApplicationFailure,
  CancelledFailure,
  defaultFailureConverter,
  defaultPayloadConverter,
  TimeoutFailure,
} from '@temporalio/common';
import type { Doubt, Refused } from '../engine/outcome.ts';
import { readRefused } from '../engine/read-refused.ts';
import { refusalType } from '../engine/refusal-type.ts';

/** What a call's failure says of it. A saga's workflow and whoever reads its history must take it alike. */
export type FailedCall =
  | { readonly kind: 'refused'; readonly refused: Refused }
  | { readonly kind: 'inDoubt'; readonly doubt: Doubt };

/** Only a participant's own no is definite; all other failures leave open whether the call happened. */
export function failedCall(failure: Error | undefined): FailedCall {
  if (failure instanceof ApplicationFailure && failure.type === refusalType)
    return { kind: 'refused', refused: readRefused(failure.details?.[0]) };
  if (failure instanceof CancelledFailure) return { kind: 'inDoubt', doubt: { code: 'CANCELLED' } };
  const code = failure instanceof TimeoutFailure ? 'TIMEOUT' : 'FAILED';
  const detail = failure instanceof TimeoutFailure ? lastTry(failure) : failure?.message;
  return { kind: 'inDoubt', doubt: detail === undefined ? { code } : { code, detail } };
}

/** What a person should read of a failure: why its last try failed, and not only that there was no time for another. */
export function messageOfFailure(failure: Error | undefined): string | undefined {
  return (failure instanceof TimeoutFailure ? lastTry(failure) : undefined) ?? failure?.message;
}

// Temporal keeps why the last try failed as the timeout's cause, which the SDK's error leaves out. Where payloads are encrypted
// its message is in one, too; that has been decrypted by now.
function lastTry({ failure }: TimeoutFailure): string | undefined {
  const cause = failure?.cause;
  return cause
    ? defaultFailureConverter.failureToError(cause, defaultPayloadConverter).message || undefined
    : undefined;
}
