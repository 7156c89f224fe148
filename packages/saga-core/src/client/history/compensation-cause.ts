import { ApplicationFailure } from '@temporalio/common';
import type { SagaCause } from '../../engine/saga-cause.ts';
import { compensatedType } from '../../protocol/names.ts';
import type { ChildClosing } from './saga-fact.ts';

/** Why the saga was unwound, when its workflow closed because it was; `undefined` for every other closing. */
export function compensationCause(closing: ChildClosing): SagaCause | undefined {
  if (closing.as === 'cancelled') return (closing.details[0] as SagaCause | undefined) ?? { kind: 'cancelled' };
  if (closing.as !== 'failed') return undefined;
  const { failure } = closing;
  return failure instanceof ApplicationFailure && failure.type === compensatedType
    ? (failure.details?.[0] as SagaCause)
    : undefined;
}
