import { ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/common';
import type { Doubt, Refused } from '../../engine/outcome.ts';
import { refusalType } from '../../engine/refusal-type.ts';

/** How one call ended. */
export type CallEnding =
  | { readonly kind: 'applied'; readonly result: unknown }
  | { readonly kind: 'refused'; readonly refused: Refused }
  | { readonly kind: 'inDoubt'; readonly doubt: Doubt };

/** What a call's failure says of it, as the saga's workflow takes it: only a participant's own no is definite. */
export function endingOfFailure(failure: Error | undefined): CallEnding {
  if (failure instanceof ApplicationFailure && failure.type === refusalType)
    return { kind: 'refused', refused: refusedOf(failure.details?.[0]) };
  if (failure instanceof CancelledFailure) return { kind: 'inDoubt', doubt: { code: 'CANCELLED' } };
  if (failure instanceof TimeoutFailure)
    return { kind: 'inDoubt', doubt: { code: 'TIMEOUT', ...detailOf(failure.cause) } };
  return { kind: 'inDoubt', doubt: { code: 'FAILED', ...detailOf(failure) } };
}

/** What a person should read of a failure: why its last try failed, and not only that there was no time for another. */
export function messageOf(failure: Error | undefined): string | undefined {
  return failure instanceof TimeoutFailure ? (failure.cause?.message ?? failure.message) : failure?.message;
}

function refusedOf(detail: unknown): Refused {
  const refused = (detail ?? {}) as Partial<Refused>;
  const code = typeof refused.code === 'string' ? refused.code : 'REFUSED';
  return typeof refused.detail === 'string' ? { code, detail: refused.detail } : { code };
}

function detailOf(failure: Error | undefined): { readonly detail?: string } {
  return failure === undefined ? {} : { detail: failure.message };
}
