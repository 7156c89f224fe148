import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { refusalType } from '../engine/refusal-type.ts';
import { withoutStack } from '../protocol/without-stack.ts';

/** Why a participant refused: a stable `code` in upper snake case for machines, and optionally a sentence for people. */
export interface RefusalOptions {
  readonly code: string;
  readonly detail?: string;
}

/**
 * The failure to throw from an activity when the participant said a definite no: nothing happened, and nothing will.
 * It is not retried, and its step needs no undo. Throw anything else, and the step is retried and at last *in doubt*.
 *
 * A code is cut to 100 characters, a detail to 1,000. Never put anything personal or secret in `detail`: it lands in Temporal's history.
 *
 * @example
 * ```ts
 * if (response.status === 409) throw refusal({ code: 'OUT_OF_STOCK', detail: 'sku-rare: 0 left' });
 * ```
 */
export function refusal(options: RefusalOptions): ApplicationFailure {
  // A failure too large to be reported is lost, and the definite no with it.
  const code = options.code.slice(0, 100);
  const detail = options.detail?.slice(0, 1_000);
  return withoutStack(
    ApplicationFailure.create({
      type: refusalType,
      message: detail === undefined ? code : `${code}: ${detail}`,
      nonRetryable: true,
      details: [detail === undefined ? { code } : { code, detail }],
      // A no is business as usual: no warning with a stack, no count among the failed activities.
      category: ApplicationFailureCategory.BENIGN,
    }),
  );
}
